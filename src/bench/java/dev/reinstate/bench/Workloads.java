package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Iterator;

/** All of them, in the order in which they run. */
final class Workloads {

  private static final ImmutableMap<String, Workload> ALL =
      Maps.uniqueIndex(
          ImmutableList.of(
              new ListWorkload(),
              SameHostWorkload.DELETED,
              SameHostWorkload.DELETED_LATENCY,
              SameHostWorkload.MOUNTED,
              SameHostWorkload.MOUNTED_LATENCY,
              TwoHostsWorkload.SMALL,
              TwoHostsWorkload.SMALL_LATENCY,
              TwoHostsWorkload.LARGE,
              new FanOutWorkload(),
              new ValidateWorkload(),
              new StartWorkload(),
              new PlanWorkload(),
              new JmhWorkload(),
              new AuditWorkload(),
              new SignaturesWorkload(),
              ScrubWorkload.IMAGES,
              ScrubWorkload.BYTES,
              new ScrubEdgesWorkload()),
          Workload::toString);

  private Workloads() {}

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
