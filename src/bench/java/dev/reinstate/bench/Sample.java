package dev.reinstate.bench;

import java.util.OptionalDouble;

/**
 * One timed round of one contender.
 *
 * @param cost of its processes
 * @param registryCpuSeconds what the registries needed meanwhile
 * @param insideSeconds of the part that the scene is about; empty where nobody can tell
 */
record Sample(Cost cost, double registryCpuSeconds, OptionalDouble insideSeconds) {}
