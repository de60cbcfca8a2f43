package dev.reinstate.audit.push;

import dev.reinstate.audit.http.HttpCall;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Under which trace Cloud Logging shows a request:
 * https://cloud.google.com/trace/docs/trace-context.
 */
public final class TraceHeader {

  private static final Pattern GOOGLE = Pattern.compile("([0-9a-fA-F]{32})(?:[/;].*)?");
  private static final Pattern W3C =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");

  private final Optional<String> project;

  public TraceHeader(Optional<String> project) {
    this.project = project;
  }

  /** {@code projects/P/traces/ID}; empty when the request has no trace or we have no project. */
  Optional<String> of(HttpCall call) {
    return project.flatMap(name -> id(call).map(id -> "projects/%s/traces/%s".formatted(name, id)));
  }

  private static Optional<String> id(HttpCall call) {
    return Stream.of(
            call.header("X-Cloud-Trace-Context").flatMap(text -> first(GOOGLE, text)),
            call.header("traceparent").flatMap(text -> first(W3C, text)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
