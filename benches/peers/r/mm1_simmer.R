# M/M/1 in simmer, inter-arrival times drawn in batches (its documented fast path); the monitor of customers is on,
# since without it simmer knows no answer.
# usage: Rscript mm1_simmer.R N SEED
suppressMessages({library(simmer)})
typed <- commandArgs(TRUE)
n <- as.numeric(typed[1])
set.seed(as.integer(typed[2]))
visit <- trajectory() %>% seize("server", 1) %>% timeout(function() rexp(1, 1)) %>% release("server", 1)
env <- simmer() %>% add_resource("server", 1, mon = FALSE) %>%
  add_generator("c", visit, function() rexp(1000, 0.9), mon = 1)
processor <- function() sum(proc.time()[c("user.self", "sys.self")])
start <- processor()
env %>% simmer::run(until = n / 0.9)
seconds <- processor() - start
seen <- get_mon_arrivals(env)
n <- nrow(seen)
mean <- mean(seen$end_time - seen$start_time)
cat(sprintf('{"version": "%s", "n": %d, "seconds": %.6f, "mean": %f}\n', packageVersion("simmer"), as.integer(n), seconds, mean))
