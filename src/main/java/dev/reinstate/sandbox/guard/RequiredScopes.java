package dev.reinstate.sandbox.guard;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Target;
import java.util.Optional;

/** What a request needs to be allowed. */
final class RequiredScopes {

  private RequiredScopes() {}

  /** Empty where any valid token will do. */
  static ImmutableList<Scope> of(Call call) {
    Target target = call.target();
    if (target.repository().isEmpty()) {
      return ImmutableList.of();
    }
    Scope own = new Scope(target.repository(), actions(target.method()));
    Optional<String> from = call.query("mount").isPresent() ? call.query("from") : Optional.empty();
    return from.map(name -> ImmutableList.of(own, new Scope(name, ImmutableSet.of("pull"))))
        .orElse(ImmutableList.of(own));
  }

  private static ImmutableSet<String> actions(String method) {
    return switch (method) {
      case "GET", "HEAD" -> ImmutableSet.of("pull");
      case "DELETE" -> ImmutableSet.of("delete");
      default -> ImmutableSet.of("pull", "push");
    };
  }
}
