package dev.reinstate.bench;

import static dev.reinstate.bench.Distance.LATENCY;
import static dev.reinstate.bench.Distance.TLS;
import static dev.reinstate.bench.Distance.TLS_FAR;
import static dev.reinstate.bench.Distance.TLS_NEAR;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Stream;

/** All of them, in the order in which they run. */
final class Workloads {

  private static final ImmutableMap<String, Workload> ALL =
      Maps.uniqueIndex(
          Stream.of(
                  forms(new ListWorkload(), TLS, TLS_FAR),
                  forms(SameHostWorkload.DELETED, LATENCY, TLS, TLS_FAR),
                  forms(SameHostWorkload.MOUNTED, LATENCY, TLS, TLS_FAR),
                  forms(TwoHostsWorkload.SMALL, LATENCY, TLS_NEAR, TLS, TLS_FAR),
                  forms(TwoHostsWorkload.MANY, TLS_NEAR, TLS, TLS_FAR),
                  forms(TwoHostsWorkload.LARGE, TLS_NEAR, TLS, TLS_FAR),
                  forms(new FanOutWorkload(), TLS_NEAR, TLS, TLS_FAR),
                  forms(new ValidateWorkload()),
                  forms(new StartWorkload(), TLS_NEAR, TLS, TLS_FAR),
                  forms(new PlanWorkload()),
                  forms(new JmhWorkload()),
                  forms(new AuditWorkload()),
                  forms(new SignaturesWorkload()),
                  forms(ScrubWorkload.IMAGES, TLS_NEAR, TLS, TLS_FAR),
                  forms(ScrubWorkload.BYTES, TLS_NEAR, TLS, TLS_FAR),
                  forms(new ScrubEdgesWorkload(), TLS_NEAR, TLS, TLS_FAR),
                  forms(new GrowthWorkload()))
              .flatMap(forms -> forms)
              .collect(ImmutableList.toImmutableList()),
          Workload::toString);

  private Workloads() {}

  /** On loopback first. */
  private static Stream<Workload> forms(Workload workload, Distance... distances) {
    return Stream.concat(
        Stream.of(workload), Arrays.stream(distances).map(distance -> distance.of(workload)));
  }

  static ImmutableList<String> names() {
    return ALL.keySet().asList();
  }

  /** {@link IllegalArgumentException} for a name that is none. */
  static Workload find(String name) {
    Workload found = ALL.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no workload '" + name + "', only " + String.join(", ", names()));
    }
    return found;
  }

  /** For the help. */
  static final class Names implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return names().iterator();
    }
  }
}
