package dev.reinstate.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.sandbox.Endpoint;
import dev.reinstate.sandbox.RequestCounts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What embedded registries say of themselves, one line between two processes.
 *
 * @param firstRequestMicros since 1970; absent before the first
 */
record RegistryReport(
    Map<String, Long> requests, long sent, long received, Optional<Long> firstRequestMicros) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static RegistryReport of(List<ControlledRegistry> registries) {
    Traffic sum = Traffic.NONE;
    for (ControlledRegistry each : registries) {
      RequestCounts counts = each.registry().counts();
      sum = sum.plus(new Traffic(byKind(counts), counts.sent(), counts.received()));
    }
    Optional<Long> first =
        registries.stream()
            .flatMap(each -> each.firstRequest().stream())
            .min(Instant::compareTo)
            .map(instant -> ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    return new RegistryReport(sum.requests(), sum.sent(), sum.received(), first);
  }

  private static ImmutableSortedMap<String, Long> byKind(RequestCounts counts) {
    TreeMap<String, Long> kinds = new TreeMap<>(counts.byMethod());
    long lists = counts.of("GET", Endpoint.TAGS);
    if (lists > 0) {
      kinds.merge("GET", -lists, Long::sum);
      kinds.put(Traffic.LIST, lists);
    }
    return ImmutableSortedMap.copyOf(kinds);
  }

  Traffic traffic() {
    return new Traffic(ImmutableSortedMap.copyOf(requests), sent, received);
  }

  String toJson() throws JsonProcessingException {
    return JSON.writeValueAsString(
        new Line(requests, sent, received, firstRequestMicros.orElse(-1L)));
  }

  static RegistryReport parse(String line) throws JsonProcessingException {
    Line read = JSON.readValue(line, Line.class);
    return new RegistryReport(
        read.requests(),
        read.sent(),
        read.received(),
        Optional.of(read.first()).filter(micros -> micros >= 0));
  }

  private record Line(Map<String, Long> requests, long sent, long received, long first) {}
}
