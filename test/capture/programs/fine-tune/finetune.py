"""Takes the body of a network from a local checkpoint, freezes it, and trains a new head."""
import numpy as np
import torch
from torch import nn

CHECKPOINT = "checkpoints/base.pt"

torch.manual_seed(2)
torch.set_num_threads(1)
body = nn.Sequential(nn.Linear(6, 16), nn.Tanh())
checkpoint = torch.load(CHECKPOINT)
body.load_state_dict(checkpoint["body"])
for parameter in body.parameters():
    parameter.requires_grad = False
print("from epoch", checkpoint["epoch"])

data = np.genfromtxt("reviews.csv", delimiter=",", names=True)
columns = list(data.dtype.names)
X = torch.tensor(np.column_stack([data[name] for name in columns[:-1]]), dtype=torch.float32)
y = torch.tensor(data[columns[-1]], dtype=torch.float32).unsqueeze(1)

model = nn.Sequential(body, nn.Linear(16, 1))
optimizer = torch.optim.AdamW(model[1].parameters(), lr=5e-2, weight_decay=0.01)
for step in range(60):
    optimizer.zero_grad()
    loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.4f}")
torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "base": CHECKPOINT}, "checkpoints/finetuned.pt")
