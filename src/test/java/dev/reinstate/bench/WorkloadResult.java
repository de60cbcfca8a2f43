package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;

/**
 * How a workload went.
 *
 * @param workload its name
 * @param targets what was promised, where there is a result to hold against it
 */
record WorkloadResult(
    String workload, String title, Standings standings, ImmutableList<Target> targets) {}
