package dev.reinstate.signature;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.image.RepositoryGlobs;
import dev.reinstate.manifest.Location;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What images must have, and from whom.
 *
 * @param rules for destination repositories; the first that matches decides
 * @param sources for source repositories that images are restored from; the first that matches
 *     decides
 * @param canonical where what is attached to an image belongs; of those for one prefix the first
 *     decides
 */
public record SignaturePolicy(
    ImmutableList<Rule> rules,
    ImmutableList<SourceRule> sources,
    ImmutableList<CanonicalPlace> canonical) {

  /**
   * What images of a destination must have; nothing asked is a rule, too.
   *
   * @param since images older than this are exempt; empty when none is
   * @param names what a signed payload may call a repository besides its own name, such as a vanity
   *     domain's
   * @param children whether the manifests of an index must have it as well
   * @param where it is written
   */
  public record Rule(
      RepositoryGlobs repositories,
      ImmutableList<Requirement> requirements,
      RepositoryGlobs names,
      Optional<Instant> since,
      boolean children,
      Location where) {

    /** Whether it speaks of a repository. */
    public boolean fits(Repository destination) {
      return repositories.test(destination.toString());
    }
  }

  /**
   * What an image must have before it is promoted anew.
   *
   * @param names as of a {@link Rule}
   * @param required whether one that has none of it is refused; else only what is there must be
   *     right
   */
  public record SourceRule(
      RepositoryGlobs repositories,
      ImmutableList<Requirement> requirements,
      RepositoryGlobs names,
      boolean required) {}

  /**
   * Where what belongs to the images below some prefixes is kept.
   *
   * @param from of the prefixes: {@code host}, or {@code host/path}
   */
  public record CanonicalPlace(RepositoryGlobs from, RegistryPrefix to) {}

  /** The rule for a destination repository; empty when the policy does not speak of it. */
  public Optional<Rule> rule(Repository destination) {
    return rules.stream().filter(rule -> rule.fits(destination)).findFirst();
  }

  /** The rule for a source repository; empty when the policy does not speak of it. */
  public Optional<SourceRule> source(Repository source) {
    return sources.stream().filter(rule -> rule.repositories().test(source.toString())).findFirst();
  }

  /**
   * What a payload may call the repository of an image: by the name of the place where what is
   * attached to it is kept, of any repository whose attachments belong there, or as a rule says.
   *
   * @param names of the rule
   */
  public Predicate<String> namesAt(Repository place, RepositoryGlobs names) {
    return name -> names.test(name) || isKeptAt(place, name);
  }

  private boolean isKeptAt(Repository place, String name) {
    try {
      return name.equals(place.toString()) || placeOf(Repository.parse(name)).equals(place);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Where what is attached to a repository's images belongs: there, if nothing else is said. Of the
   * prefixes of a repository that are spoken of, the longest counts.
   */
  public Repository placeOf(Repository repository) {
    String name = repository.toString();
    for (int end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
      String prefix = name.substring(0, end);
      for (CanonicalPlace place : canonical) {
        if (place.from().test(prefix)) {
          return place.to().resolve(name.substring(end + 1));
        }
      }
    }
    return repository;
  }
}
