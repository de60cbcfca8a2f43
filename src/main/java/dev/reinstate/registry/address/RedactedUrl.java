package dev.reinstate.registry.address;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A URL as it may be shown: parameters that could be secrets, such as signatures, are cut out. */
public final class RedactedUrl {

  private static final ImmutableSet<String> SHOWN =
      ImmutableSet.of(
          "digest", "fields", "from", "last", "mount", "n", "pageSize", "scope", "service");

  private RedactedUrl() {}

  public static String of(URI uri) {
    String host =
        uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    String query = uri.getRawQuery();
    return host + uri.getRawPath() + (query == null ? "" : "?" + redact(query));
  }

  private static String redact(String query) {
    return StreamSupport.stream(Splitter.on('&').split(query).spliterator(), false)
        .map(RedactedUrl::redactParameter)
        .collect(Collectors.joining("&"));
  }

  private static String redactParameter(String parameter) {
    String name = Iterables.get(Splitter.on('=').limit(2).split(parameter), 0);
    return SHOWN.contains(name) ? parameter : name + "=REDACTED";
  }
}
