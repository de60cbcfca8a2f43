package dev.reinstate.registry.authentication;

import com.google.common.collect.ImmutableMap;

/**
 * One way a host offers to authenticate.
 *
 * @param scheme lower case, such as {@code bearer}
 * @param parameters by lower-case name
 */
record Challenge(String scheme, ImmutableMap<String, String> parameters) {

  /** The parameter, or the empty string. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }
}
