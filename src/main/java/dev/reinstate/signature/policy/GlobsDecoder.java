package dev.reinstate.signature.policy;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.RepositoryGlobs;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.yaml.EscapedText;
import dev.reinstate.manifest.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Reads lists of globs, each with those before it in mind. */
final class GlobsDecoder {

  private static final CharMatcher SPECIAL = CharMatcher.anyOf("*?[{\\");

  private record Seen(String glob, RepositoryGlobs matcher, Location place) {

    /** Whether all that another matches is matched by this one; false where that is not clear. */
    boolean covers(String other) {
      return glob.equals(other)
          || glob.equals("**")
          || (glob.endsWith("/**") && other.startsWith(glob.substring(0, glob.length() - 2)))
          || (SPECIAL.matchesNoneOf(other) && matcher.test(other));
    }
  }

  private final Values values;
  private final Problems problems;
  private final List<Seen> before = new ArrayList<>();

  GlobsDecoder(Values values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  /** Those of repositories; one that an earlier list leaves nothing for is reported. */
  RepositoryGlobs repositories(String key, YamlNode node) {
    List<Seen> globs = read(key, values.filledList("'" + key + "'", node));
    for (Seen glob : globs) {
      if (!glob.glob().contains("/") && !glob.glob().contains("**")) {
        problems.add(
            glob.place(), EscapedText.of(glob.glob()) + " matches no repository; write host/path");
      }
      before.stream()
          .filter(earlier -> earlier.covers(glob.glob()))
          .findFirst()
          .ifPresent(
              earlier ->
                  problems.add(
                      glob.place(),
                      EscapedText.of(glob.glob())
                          + " never decides: "
                          + EscapedText.of(earlier.glob())
                          + " comes first, at "
                          + earlier.place()
                          + "; remove it here, or put it before that"));
    }
    before.addAll(globs);
    return joined(globs);
  }

  /** Those of names that payloads may use; there may be none. */
  RepositoryGlobs names(String key, YamlNode node) {
    return joined(read(key, values.list("'" + key + "'", node)));
  }

  /** Those of prefixes, each in one list only. */
  RepositoryGlobs prefixes(String key, YamlNode node) {
    List<Seen> globs = read(key, values.filledList("'" + key + "'", node));
    for (Seen glob : globs) {
      if (glob.glob().contains("**")) {
        problems.add(
            glob.place(),
            EscapedText.of(glob.glob())
                + " matches prefixes of any length, the longest of which counts, so that"
                + " repositories would fall together; write * for each segment");
      }
      before.stream()
          .filter(earlier -> earlier.glob().equals(glob.glob()))
          .findFirst()
          .ifPresent(earlier -> repeated(glob, earlier));
    }
    before.addAll(globs);
    return joined(globs);
  }

  private List<Seen> read(String key, Optional<ImmutableList<YamlNode>> items) {
    List<Seen> globs = new ArrayList<>();
    for (YamlNode item : items.orElse(ImmutableList.of())) {
      Optional<String> text = values.text("a glob of '" + key + "'", item);
      text.flatMap(glob -> seen(glob, item.location()))
          .ifPresent(
              glob -> {
                globs.stream()
                    .filter(other -> other.glob().equals(glob.glob()))
                    .findFirst()
                    .ifPresent(other -> repeated(glob, other));
                globs.add(glob);
              });
    }
    return globs;
  }

  private void repeated(Seen glob, Seen earlier) {
    problems.add(
        glob.place(),
        EscapedText.of(glob.glob()) + " is already at " + earlier.place() + "; remove one");
  }

  private Optional<Seen> seen(String glob, Location place) {
    Optional<String> fault = fault(glob);
    fault.ifPresent(
        reason -> problems.add(place, "invalid glob " + EscapedText.of(glob) + ": " + reason));
    return fault.isPresent()
        ? Optional.empty()
        : Optional.of(new Seen(glob, new RepositoryGlobs(List.of(glob)), place));
  }

  private static Optional<String> fault(String glob) {
    if (glob.contains("//") || glob.startsWith("/") || glob.endsWith("/")) {
      return Optional.of("write host/path, with no scheme and no slash at either end");
    }
    if (CharMatcher.javaIsoControl().or(CharMatcher.whitespace()).matchesAnyOf(glob)) {
      return Optional.of("it has white space or a control character; remove it");
    }
    try {
      new RepositoryGlobs(List.of(glob));
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(e.getDescription() + "; correct it");
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage() + "; correct it");
    }
  }

  private static RepositoryGlobs joined(List<Seen> globs) {
    return new RepositoryGlobs(globs.stream().map(Seen::glob).toList());
  }
}
