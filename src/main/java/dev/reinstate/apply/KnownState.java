package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of the destinations while a plan is applied, so that it need not be asked again.
 *
 * @param live what the plan was made of
 * @param readSince before the first of it was asked for
 * @param missing images that the plan restores
 * @param shared images and blobs that the plan brings to more than one host
 * @param newTags by repository, how many tags the plan puts where there was none
 * @param putTags by repository, which tags the plan puts or moves
 * @param neverSeen children that indexes name and that no registry had
 */
public record KnownState(
    LiveState live,
    Instant readSince,
    ImmutableSet<Image> missing,
    ImmutableSet<DescriptorDigest> shared,
    ImmutableMultiset<Repository> newTags,
    ImmutableSetMultimap<Repository, String> putTags,
    ImmutableSet<DescriptorDigest> neverSeen) {

  /** An image in its place. */
  public record Image(Repository repository, DescriptorDigest digest) {}

  /** What a plan says by itself. */
  public static KnownState of(Plan plan) {
    return of(plan, LiveState.EMPTY, Instant.MIN);
  }

  public static KnownState of(Plan plan, LiveState live, Instant readSince) {
    ImmutableSet.Builder<Image> missing = ImmutableSet.builder();
    ImmutableSet.Builder<DescriptorDigest> shared = ImmutableSet.builder();
    Map<DescriptorDigest, String> hosts = new HashMap<>();
    ImmutableMultiset.Builder<Repository> newTags = ImmutableMultiset.builder();
    ImmutableSetMultimap.Builder<Repository, String> putTags = ImmutableSetMultimap.builder();
    for (Action action : plan.actions()) {
      switch (action) {
        case Action.RestoreImage restore -> {
          missing.add(new Image(restore.repository(), restore.digest()));
          if (isElsewhereToo(hosts, restore.digest(), restore.repository())) {
            shared.add(restore.digest());
          }
          newTags.addCopies(restore.repository(), restore.tags().size());
          putTags.putAll(restore.repository(), restore.tags());
        }
        case Action.RestoreBlob blob -> {
          if (isElsewhereToo(hosts, blob.blob().digest(), blob.repository())) {
            shared.add(blob.blob().digest());
          }
        }
        case Action.AddTag add -> {
          newTags.add(add.repository());
          putTags.put(add.repository(), add.tag());
        }
        case Action.MoveTag move -> putTags.put(move.repository(), move.tag());
      }
    }
    return new KnownState(
        live,
        readSince,
        missing.build(),
        shared.build(),
        newTags.build(),
        putTags.build(),
        ImmutableSet.of());
  }

  private static boolean isElsewhereToo(
      Map<DescriptorDigest, String> hosts, DescriptorDigest digest, Repository repository) {
    String first = hosts.putIfAbsent(digest, repository.host());
    return first != null && !first.equals(repository.host());
  }

  /** The same with children without which an index may be put. */
  public KnownState without(ImmutableSet<DescriptorDigest> children) {
    return new KnownState(live, readSince, missing, shared, newTags, putTags, children);
  }

  /** Those of an index's children that no registry had. */
  public List<DescriptorDigest> neverSeen(List<Descriptor> children) {
    return children.stream().map(Descriptor::digest).filter(neverSeen::contains).toList();
  }

  /** Whether the repository was seen to have the image; false also when nobody knows. */
  public boolean has(Repository repository, DescriptorDigest digest) {
    return live.repositories().get(repository) instanceof LiveRepository.Contents contents
        && contents.images().contains(digest);
  }

  /** Whether the repository was seen to lack the image; false also when nobody knows. */
  public boolean lacks(Repository repository, DescriptorDigest digest) {
    return lacks(repository) || missing.contains(new Image(repository, digest));
  }

  /** Whether the registry did not know the repository; false also when nobody knows. */
  public boolean lacks(Repository repository) {
    return live.repositories().get(repository) instanceof LiveRepository.Contents contents
        && contents.unknown();
  }

  /** Whether its listing shows only what has a tag; false also when nobody knows. */
  public boolean hidesUntagged(Repository repository) {
    return live.repositories().get(repository) instanceof LiveRepository.Contents contents
        && !contents.showsUntagged();
  }

  /** Whether the plan puts or moves this tag. */
  public boolean puts(Repository repository, String tag) {
    return putTags.containsEntry(repository, tag);
  }

  /** Whether all of it was read within so much time. */
  public boolean isYoungerThan(Duration age, Instant now) {
    return isRecent(readSince, age, now);
  }

  /** False as well for what a clock that was set back puts into the future. */
  public static boolean isRecent(Instant then, Duration age, Instant now) {
    return !then.isAfter(now) && then.isAfter(now.minus(age));
  }
}
