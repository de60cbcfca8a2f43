package dev.reinstate.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.reinstate.image.Repository;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to do and what was found. Equal states give equal plans, whatever the order of reading.
 *
 * @param actions in {@link Action#ORDER}
 * @param findings in {@link Finding#ORDER}
 */
public record Plan(
    ImmutableList<Action> actions, ImmutableList<Finding> findings, StateCounts counts) {

  /**
   * SHA-256 of the sorted actions, in hexadecimal: what {@code --approve} names. Sources do not
   * count.
   */
  public String id() {
    Hasher hasher = Hashing.sha256().newHasher();
    for (Action action : actions) {
      hasher.putString(action.identity() + "\n", StandardCharsets.UTF_8);
    }
    return hasher.hash().toString();
  }

  /** Whether something stands that no action mends and that a human has to look at. */
  public boolean needsHuman() {
    return findings.stream().anyMatch(finding -> finding.kind().needsHuman());
  }

  /**
   * The same plan with more findings, such as skipped problems of the manifests. One of them
   * replaces what the plan says of the same kind about the same tag.
   */
  public Plan withFindings(Iterable<? extends Finding> more) {
    ImmutableSet<TagSubject> replaced =
        Streams.stream(more)
            .flatMap(finding -> TagSubject.of(finding).stream())
            .collect(ImmutableSet.toImmutableSet());
    Stream<Finding> kept =
        findings.stream()
            .filter(finding -> TagSubject.of(finding).filter(replaced::contains).isEmpty());
    return new Plan(
        actions,
        Stream.concat(kept, Streams.stream(more))
            .sorted(Finding.ORDER)
            .collect(ImmutableList.toImmutableList()),
        counts);
  }

  /** What a finding about a tag is about. */
  private record TagSubject(FindingKind kind, Repository where, String tag) {
    static Optional<TagSubject> of(Finding finding) {
      return finding instanceof Finding.OfTag tag
          ? Optional.of(new TagSubject(tag.kind(), tag.where(), tag.tag()))
          : Optional.empty();
    }
  }
}
