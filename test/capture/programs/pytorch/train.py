"""A small network on digits, trained on the CPU in the manner of PyTorch's own quickstart."""
import argparse
import json

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--lr", type=float, default=1e-2)
args = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)
digits = np.loadtxt("digits.csv", delimiter=",", skiprows=1, dtype=np.float32)
X, y = torch.from_numpy(digits[:, :-1]), torch.from_numpy(digits[:, -1]).long()
cut = int(0.8 * len(X))
train = DataLoader(TensorDataset(X[:cut], y[:cut]), batch_size=32, shuffle=True)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 4))

    def forward(self, x):
        return self.layers(x)


model = Classifier()
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)

with open("log.csv", "w") as log:
    log.write("epoch,loss\n")
    for epoch in range(args.epochs):
        total = 0.0
        for batch, labels in train:
            loss = loss_function(model(batch), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        log.write(f"{epoch},{total / len(train):.6f}\n")
        print(f"epoch {epoch}: {total / len(train):.4f}")

with torch.no_grad():
    accuracy = (model(X[cut:]).argmax(1) == y[cut:]).float().mean().item()
print(f"accuracy {accuracy:.3f}")
torch.save(model.state_dict(), "digits.pt")
with open("metrics.json", "w") as file:
    json.dump({"accuracy": accuracy}, file)
