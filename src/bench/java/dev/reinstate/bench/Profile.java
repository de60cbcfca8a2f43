package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the time of one run went; all of it in seconds.
 *
 * @param script before the JVM, part of the start
 * @param phases empty where it asked no registry
 * @param cpu of its processes
 * @param threads of these, by kind, where it was seen which
 * @param registries the processor time that they used meanwhile
 * @param others what everything else on the machine used meanwhile, the benchmark too
 */
record Profile(
    double wall,
    double script,
    Optional<Phases> phases,
    double cpu,
    ImmutableMap<ThreadKind, Double> threads,
    double registries,
    double others,
    int processors) {

  /** By kind; the rest has the script too, and threads that came and went unseen. */
  ImmutableMap<ThreadKind, Double> shares() {
    Map<ThreadKind, Double> named = Maps.filterKeys(threads, kind -> kind != ThreadKind.REST);
    double sum = named.values().stream().mapToDouble(seconds -> seconds).sum();
    return ImmutableMap.<ThreadKind, Double>builder()
        .putAll(named)
        .put(ThreadKind.REST, Math.max(0, cpu - sum))
        .buildOrThrow();
  }

  /** Of all that the processors could have done, how much they did, from 0 to 1. */
  double busy() {
    return Math.min(1, (cpu + registries + others) / (wall * processors));
  }

  /** For people. */
  ImmutableList<String> lines() {
    return ImmutableList.of(
        String.format(
            Locale.ROOT,
            "profile: wall %.2f s%s; of it %.2f before the JVM",
            wall,
            phases.map(parts -> " = " + parts).orElse(""),
            script),
        String.format(Locale.ROOT, "profile: CPU %.2f s = %s", cpu, sum()),
        String.format(
            Locale.ROOT,
            "profile: besides, registries %.2f s, all else %.2f s; %d processors busy %.0f%%",
            registries,
            others,
            processors,
            100 * busy()));
  }

  private String sum() {
    return shares().entrySet().stream()
        .map(share -> String.format(Locale.ROOT, "%s %.2f", share.getKey(), share.getValue()))
        .collect(Collectors.joining(" + "));
  }
}
