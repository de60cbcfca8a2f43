package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Something that no action mends: it informs, or it needs a human. */
public sealed interface Finding {

  /** Those that need a human first, then by place. */
  Comparator<Finding> ORDER =
      Comparator.comparing(Finding::kind)
          .thenComparing(finding -> finding.repository().map(Repository::toString).orElse(""))
          .thenComparing(finding -> finding.digest().map(DescriptorDigest::getHash).orElse(""))
          .thenComparing(finding -> String.join(",", finding.tags()))
          .thenComparing(Finding::detail);

  FindingKind kind();

  /** Empty when it is not about one repository. */
  default Optional<Repository> repository() {
    return Optional.empty();
  }

  /** Empty when it is not about one image. */
  default Optional<DescriptorDigest> digest() {
    return Optional.empty();
  }

  /** The tags it is about, which may be none. */
  default ImmutableSortedSet<String> tags() {
    return ImmutableSortedSet.of();
  }

  /** For a human: what it is, with values. */
  String detail();

  /** One that is about one repository. */
  sealed interface InRepository extends Finding {
    Repository where();

    @Override
    default Optional<Repository> repository() {
      return Optional.of(where());
    }
  }

  /** An image with those of its tags that share its fate. */
  record OfImage(
      FindingKind kind,
      Repository where,
      DescriptorDigest image,
      ImmutableSortedSet<String> tags,
      String detail)
      implements InRepository {
    @Override
    public Optional<DescriptorDigest> digest() {
      return Optional.of(image);
    }
  }

  /**
   * A tag alone.
   *
   * @param digest the value that is not restored, not moved to or not wanted, where one is known
   */
  record OfTag(
      FindingKind kind,
      Repository where,
      String tag,
      Optional<DescriptorDigest> digest,
      String detail)
      implements InRepository {
    @Override
    public ImmutableSortedSet<String> tags() {
      return ImmutableSortedSet.of(tag);
    }
  }

  /**
   * Something that an image needs and that its registry does not give as it should.
   *
   * @param object the manifest or blob
   * @param expected what it should be, for a human
   * @param seen what the registry gave instead, for a human
   * @param breaks the images of the repository that cannot be pulled for it, with their tags
   */
  record Damage(
      FindingKind kind,
      Repository where,
      Descriptor object,
      String expected,
      String seen,
      ImmutableSortedMap<DescriptorDigest, ImmutableSortedSet<String>> breaks)
      implements Finding {
    @Override
    public Optional<Repository> repository() {
      return Optional.of(where);
    }

    @Override
    public Optional<DescriptorDigest> digest() {
      return Optional.of(object.digest());
    }

    @Override
    public ImmutableSortedSet<String> tags() {
      return breaks.values().stream()
          .flatMap(Collection::stream)
          .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
    }

    @Override
    public String detail() {
      return "expected "
          + expected
          + ", seen "
          + seen
          + "; breaks "
          + Joiner.on(", ").join(breaks.keySet());
    }
  }

  /** A repository of which nothing may be concluded. */
  record Unreadable(Repository where, String detail) implements InRepository {
    @Override
    public FindingKind kind() {
      return FindingKind.UNREADABLE;
    }
  }

  /**
   * A part of the snapshot that is damaged.
   *
   * @param detail what is used instead, and what helps
   */
  record Damaged(String detail) implements Finding {
    @Override
    public FindingKind kind() {
      return FindingKind.UNREADABLE;
    }
  }

  /**
   * That images were not proven whole for too long.
   *
   * @param detail how many, how long and how long is allowed
   */
  record Stale(String detail) implements Finding {
    @Override
    public FindingKind kind() {
      return FindingKind.STALE_PROOF;
    }
  }

  /**
   * A problem of the manifests that was skipped.
   *
   * @param detail file, line, column and message
   */
  record Invalid(String detail) implements Finding {
    @Override
    public FindingKind kind() {
      return FindingKind.INVALID;
    }
  }
}
