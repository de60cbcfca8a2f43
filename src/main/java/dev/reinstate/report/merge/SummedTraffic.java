package dev.reinstate.report.merge;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import dev.reinstate.registry.wire.TrafficReport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What several runs asked of the registries. */
final class SummedTraffic {

  private SummedTraffic() {}

  static TrafficReport of(List<TrafficReport> parts) {
    Map<String, Map<String, Long>> requests = new TreeMap<>();
    for (TrafficReport part : parts) {
      part.requests()
          .forEach(
              (host, methods) -> {
                Map<String, Long> sum = requests.computeIfAbsent(host, any -> new TreeMap<>());
                methods.forEach((method, count) -> sum.merge(method, count, Long::sum));
              });
    }
    return new TrafficReport(
        ImmutableSortedMap.copyOf(Maps.transformValues(requests, ImmutableSortedMap::copyOf)),
        parts.stream().mapToLong(TrafficReport::received).sum(),
        parts.stream().mapToLong(TrafficReport::sent).sum());
  }
}
