package dev.reinstate.registry.endpoint;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparingInt;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import java.util.List;

/** Prefixes to replace where requests leave. Nothing else ever sees the replaced names. */
public final class Rewrites {

  public static final Rewrites NONE = new Rewrites(ImmutableList.of());

  private final ImmutableList<Rewrite> longestFirst;

  private Rewrites(ImmutableList<Rewrite> longestFirst) {
    this.longestFirst = longestFirst;
  }

  /** Reads {@code FROM=TO} pairs; {@link IllegalArgumentException} names the one that is none. */
  public static Rewrites parse(List<String> pairs) {
    return new Rewrites(
        pairs.stream()
            .map(Rewrite::parse)
            .sorted(
                comparingInt((Rewrite rewrite) -> rewrite.from().toString().length()).reversed())
            .collect(toImmutableList()));
  }

  /** The repository to address; the same when no prefix matches. */
  public Repository apply(Repository repository) {
    for (Rewrite rewrite : longestFirst) {
      if (rewrite.from().contains(repository)) {
        return rewrite.apply(repository);
      }
    }
    return repository;
  }

  /** The host to ask in place of another; the same where no whole host is replaced by one. */
  public String host(String host) {
    return longestFirst.stream()
        .filter(rewrite -> rewrite.from().equals(new RegistryPrefix(host, "")))
        .filter(rewrite -> rewrite.to().path().isEmpty())
        .map(rewrite -> rewrite.to().host())
        .findFirst()
        .orElse(host);
  }

  /** The pairs as they act, longest prefix first, for a report's head. */
  public ImmutableList<String> pairs() {
    return longestFirst.stream().map(Rewrite::toString).collect(toImmutableList());
  }

  private record Rewrite(RegistryPrefix from, RegistryPrefix to) {

    static Rewrite parse(String pair) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("rewrite '" + pair + "' is not FROM=TO");
      }
      return new Rewrite(
          RegistryPrefix.parse(pair.substring(0, equals)),
          RegistryPrefix.parse(pair.substring(equals + 1)));
    }

    Repository apply(Repository repository) {
      if (from.path().equals(repository.path())) {
        return new Repository(to.host(), to.path());
      }
      int cut = from.path().isEmpty() ? 0 : from.path().length() + 1;
      return to.resolve(repository.path().substring(cut));
    }

    @Override
    public String toString() {
      return from + "=" + to;
    }
  }
}
