package dev.reinstate.audit;

import com.google.common.collect.ImmutableMap;
import com.google.common.escape.Escaper;
import com.google.common.escape.Escapers;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Metrics as text, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format.
 */
final class PrometheusText {

  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Escaper LABEL =
      Escapers.builder()
          .addEscape('\\', "\\\\")
          .addEscape('"', "\\\"")
          .addEscape('\n', "\\n")
          .build();

  private final StringBuilder text = new StringBuilder();

  /** Begins a metric; its samples follow. */
  void metric(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  void sample(String name, Map<String, String> labels, Number value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append(
          labels.entrySet().stream()
              .map(label -> label.getKey() + "=\"" + LABEL.escape(label.getValue()) + '"')
              .collect(Collectors.joining(",", "{", "}")));
    }
    text.append(' ').append(value).append('\n');
  }

  void sample(String name, Number value) {
    sample(name, ImmutableMap.of(), value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
