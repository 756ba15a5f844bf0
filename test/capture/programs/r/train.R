# A logistic regression on the passengers of a ship.
arguments <- commandArgs(trailingOnly = TRUE)
threshold <- if (length(arguments) > 0) as.numeric(arguments[1]) else 0.5
set.seed(1)

passengers <- read.csv("passengers.csv")
chosen <- sample(nrow(passengers), 0.7 * nrow(passengers))
model <- glm(survived ~ age + fare, data = passengers[chosen, ], family = binomial)
held_out <- passengers[-chosen, ]
predicted <- predict(model, held_out, type = "response") > threshold
accuracy <- mean(predicted == (held_out$survived == 1))

cat(sprintf("accuracy %.3f\n", accuracy))
writeLines(sprintf('{"accuracy": %.4f}', accuracy), "metrics.json")
write.csv(as.data.frame(coef(summary(model))), "coefficients.csv")
saveRDS(model, "model.rds")
