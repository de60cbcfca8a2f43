package dev.reinstate.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.RequestCounts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What embedded registries say of themselves, one line between two processes.
 *
 * @param activity absent before the first request
 */
record RegistryReport(Traffic traffic, Optional<Activity> activity) {

  /** What terminates TLS counts connections too. */
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  static RegistryReport of(List<ControlledRegistry> registries) {
    Traffic sum = Traffic.NONE;
    for (ControlledRegistry each : registries) {
      RequestCounts counts = each.registry().counts();
      sum = sum.plus(new Traffic(byKind(counts), counts.sent(), counts.received()));
    }
    return new RegistryReport(
        sum, registries.stream().flatMap(each -> each.activity().stream()).reduce(Activity::join));
  }

  private static ImmutableSortedMap<String, Long> byKind(RequestCounts counts) {
    TreeMap<String, Long> kinds = new TreeMap<>(counts.byMethod());
    long lists = counts.of("GET", Endpoint.TAGS);
    if (lists > 0) {
      kinds.merge("GET", -lists, Long::sum);
      kinds.remove("GET", 0L);
      kinds.put(Traffic.LIST, lists);
    }
    return ImmutableSortedMap.copyOf(kinds);
  }

  String toJson() throws JsonProcessingException {
    return JSON.writeValueAsString(
        new Line(
            traffic.requests(),
            traffic.sent(),
            traffic.received(),
            activity.stream()
                .map(when -> new Span(micros(when.first()), micros(when.last())))
                .toList()));
  }

  static RegistryReport parse(String line) throws JsonProcessingException {
    Line read = JSON.readValue(line, Line.class);
    return new RegistryReport(
        new Traffic(ImmutableSortedMap.copyOf(read.requests()), read.sent(), read.received()),
        read.activity().stream()
            .map(span -> new Activity(instant(span.first()), instant(span.last())))
            .findFirst());
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /**
   * @param activity one or none
   */
  private record Line(Map<String, Long> requests, long sent, long received, List<Span> activity) {}

  /** In microseconds since 1970. */
  private record Span(long first, long last) {}
}
