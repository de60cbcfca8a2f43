package dev.reinstate.sandbox.http;

import java.util.regex.Matcher;

/**
 * What a request is about.
 *
 * @param method in capitals
 * @param repository the name below {@code /v2/}, not validated; empty where the endpoint has none
 * @param reference a tag, digest, upload id or resource of Google's API, not validated; the whole
 *     path where it is of no known endpoint; empty where the endpoint has none
 */
public record Target(String method, Endpoint endpoint, String repository, String reference) {

  static Target of(String method, String path) {
    for (Endpoint endpoint : Endpoint.values()) {
      Matcher matcher = endpoint.path().matcher(path);
      if (matcher.matches()) {
        return new Target(method, endpoint, group(matcher, "name"), group(matcher, "reference"));
      }
    }
    throw new IllegalStateException("no endpoint takes " + path);
  }

  private static String group(Matcher matcher, String name) {
    return matcher.namedGroups().containsKey(name) ? matcher.group(name) : "";
  }
}
