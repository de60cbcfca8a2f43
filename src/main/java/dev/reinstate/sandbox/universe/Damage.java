package dev.reinstate.sandbox.universe;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Locale;

/** What may go wrong, the same each time. */
public enum Damage {
  /** A region holds no manifest, tag or blob any more. */
  EMPTIED,
  /** One image of a hundred is gone from every region. */
  GONE,
  /** Some tags were moved to other images of their repositories. */
  MOVED,
  /** A region does not answer. */
  DEAD,
  /** The listings of a region lack the newest images, which can be pulled all the same. */
  LATE,
  /**
   * Tags are missing, and a few images are lost: https://github.com/kubernetes/k8s.io/issues/9563
   */
  UNTAGGED;

  /** As it is written on command lines. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException names those there are
   */
  public static Damage parse(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + word
                        + "' is none of "
                        + String.join(", ", Arrays.stream(values()).map(Damage::word).toList())));
  }

  /** Several with commas between. */
  public static ImmutableList<Damage> parseAll(String words) {
    return Splitter.on(',')
        .splitToStream(words)
        .map(Damage::parse)
        .collect(ImmutableList.toImmutableList());
  }

  /** What it did: how many images, tags and regions were struck. */
  public record Done(Damage kind, ImmutableList<String> regions, int images, int tags) {
    @Override
    public String toString() {
      return "%s: %s; %,d images, %,d tags"
          .formatted(kind.word(), String.join(", ", regions), images, tags);
    }
  }
}
