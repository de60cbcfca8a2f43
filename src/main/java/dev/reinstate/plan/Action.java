package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import java.util.Comparator;

/** One thing to do. Nothing here deletes. */
public sealed interface Action {

  /** Repository first, then images before tags, then names: the order of every plan. */
  Comparator<Action> ORDER =
      Comparator.comparing(Action::repository)
          .thenComparingInt(Action::rank)
          .thenComparing(Action::operands);

  Repository repository();

  Authority authority();

  ActionReason reason();

  /** The word for it in plans and reports. */
  String kind();

  /** What it acts on, in a fixed form: the action's identity together with kind and repository. */
  String operands();

  /** What makes two actions the same one: where it comes from and why do not count. */
  default String identity() {
    return kind() + " " + repository() + " " + operands();
  }

  private static int rank(Action action) {
    return switch (action) {
      case RestoreBlob ignored -> 0;
      case RestoreImage ignored -> 1;
      case AddTag ignored -> 2;
      case MoveTag ignored -> 3;
    };
  }

  /**
   * Brings an image back with its closure.
   *
   * @param tags its missing tags, put once it is there
   * @param sources where it can come from, best first; never empty
   */
  record RestoreImage(
      Repository repository,
      DescriptorDigest digest,
      ImmutableSortedSet<String> tags,
      Authority authority,
      ActionReason reason,
      ImmutableList<Source> sources)
      implements Action {
    @Override
    public String kind() {
      return "restore-image";
    }

    @Override
    public String operands() {
      return tags.isEmpty() ? digest.toString() : digest + " " + String.join(",", tags);
    }
  }

  /**
   * Gives a repository a blob that its images need, or its right bytes.
   *
   * @param blob as the manifests declare it
   * @param sources where its bytes may be had, best first; never empty
   */
  record RestoreBlob(
      Repository repository, Descriptor blob, ActionReason reason, ImmutableList<Source> sources)
      implements Action {
    @Override
    public Authority authority() {
      return Authority.MANIFEST;
    }

    @Override
    public String kind() {
      return "restore-blob";
    }

    @Override
    public String operands() {
      return blob.digest().toString();
    }
  }

  /** Gives a tag to an image that the repository has. */
  record AddTag(
      Repository repository,
      String tag,
      DescriptorDigest digest,
      Authority authority,
      ActionReason reason)
      implements Action {
    @Override
    public String kind() {
      return "add-tag";
    }

    @Override
    public String operands() {
      return tag + " " + digest;
    }
  }

  /**
   * Moves a tag, provided that it still has the value the plan saw.
   *
   * @param from the live value
   * @param to the value it gets
   */
  record MoveTag(
      Repository repository,
      String tag,
      DescriptorDigest from,
      DescriptorDigest to,
      Authority authority,
      ActionReason reason)
      implements Action {
    @Override
    public String kind() {
      return "move-tag";
    }

    @Override
    public String operands() {
      return tag + " " + from + " " + to;
    }
  }
}
