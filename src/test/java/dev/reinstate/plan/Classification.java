package dev.reinstate.plan;

import static com.google.common.base.Preconditions.checkState;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan says of every image and tag it mentions; what it does not mention is fine. Mentioning
 * something twice is an {@link IllegalStateException}.
 */
final class Classification {

  /** An image of a repository, or one of its tags. */
  record Item(Repository repository, Object digestOrTag) {}

  private final Map<Item, String> words = new HashMap<>();

  Classification(Plan plan) {
    plan.actions().forEach(this::add);
    plan.findings().forEach(this::add);
  }

  Map<Item, String> words() {
    return words;
  }

  Optional<String> of(Repository repository, DescriptorDigest image) {
    return Optional.ofNullable(words.get(new Item(repository, image)));
  }

  Optional<String> of(Repository repository, String tag) {
    return Optional.ofNullable(words.get(new Item(repository, tag)));
  }

  private void add(Action action) {
    switch (action) {
      case Action.RestoreImage restore -> {
        put(restore.repository(), restore.digest(), restore.kind());
        restore.tags().forEach(tag -> put(restore.repository(), tag, "add-tag"));
      }
      case Action.RestoreBlob blob -> put(blob.repository(), blob.blob().digest(), blob.kind());
      case Action.AddTag add -> put(add.repository(), add.tag(), add.kind());
      case Action.MoveTag move -> put(move.repository(), move.tag(), move.kind());
    }
  }

  private void add(Finding finding) {
    String word = finding.kind().word();
    switch (finding) {
      case Finding.OfImage image -> {
        put(image.where(), image.image(), word);
        image.tags().forEach(tag -> put(image.where(), tag, word));
      }
      case Finding.OfTag tag -> put(tag.where(), tag.tag(), word);
      case Finding.Damage damage -> put(damage.where(), damage.object().digest(), word);
      case Finding.Unreadable ignored -> {}
      case Finding.Damaged ignored -> {}
      case Finding.Stale ignored -> {}
      case Finding.Invalid ignored -> {}
    }
  }

  private void put(Repository repository, Object digestOrTag, String word) {
    String before = words.put(new Item(repository, digestOrTag), word);
    checkState(before == null, "%s of %s is %s and %s", digestOrTag, repository, before, word);
  }
}
