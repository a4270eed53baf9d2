# M/M/1 in queuecomputer: departures by recursion, no event list; draws included.
# usage: Rscript mm1_queuecomputer.R N SEED
suppressMessages({library(queuecomputer)})
typed <- commandArgs(TRUE)
n <- as.numeric(typed[1])
set.seed(as.integer(typed[2]))
processor <- function() sum(proc.time()[c("user.self", "sys.self")])
start <- processor()
arrivals <- cumsum(rexp(n, 0.9))
departures <- queue(arrivals = arrivals, service = rexp(n, 1), servers = 1)
seconds <- processor() - start
cat(sprintf('{"version": "%s", "n": %d, "seconds": %.6f, "mean": %f}\n',
            packageVersion("queuecomputer"), as.integer(n), seconds, mean(as.numeric(departures) - arrivals)))
