package dev.reinstate.bench;

import java.util.OptionalDouble;

/**
 * One timed round of one contender.
 *
 * @param cost of its processes
 * @param registryCpuSeconds what the registries needed meanwhile
 * @param firstRequestSeconds after the start; empty where registries do not tell, or nobody asked
 */
record Sample(Cost cost, double registryCpuSeconds, OptionalDouble firstRequestSeconds) {}
