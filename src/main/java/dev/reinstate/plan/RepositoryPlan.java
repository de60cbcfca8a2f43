package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Multimap;
import com.google.common.collect.TreeMultimap;
import dev.reinstate.image.Digests;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Joins the verdicts on one repository: an image takes the tags along that share its fate, the
 * others stand alone.
 */
final class RepositoryPlan {

  private final RepositoryStates states;
  private final Map<DescriptorDigest, ImageVerdict> images = new HashMap<>();
  private final Map<String, TagVerdict> tags = new HashMap<>();
  private final Multimap<DescriptorDigest, String> carried =
      TreeMultimap.create(Digests.ORDER, String::compareTo);
  private final ImmutableList.Builder<Action> actions = ImmutableList.builder();
  private final ImmutableList.Builder<Finding> findings = ImmutableList.builder();
  private int untagged;

  RepositoryPlan(RepositoryStates states, PlanOptions options, SourceIndex sources) {
    this.states = states;
    DesiredClosure wanted =
        new DesiredClosure(states, options, image -> !sources.of(states, image).isEmpty());
    ImageTable imageTable = new ImageTable(states, wanted, sources);
    TagTable tagTable = new TagTable(states, wanted, options);
    states.allImages().forEach(digest -> images.put(digest, imageTable.verdict(digest)));
    states.allTags().forEach(tag -> tags.put(tag, tagTable.verdict(tag)));
  }

  /** Its actions and findings are in no order. */
  Plan plan() {
    tags.forEach(this::addTag);
    images.forEach(this::addImage);
    StateCounts counts = new StateCounts(1, images.size(), tags.size(), untagged);
    return new Plan(actions.build(), findings.build(), counts);
  }

  private void addTag(String tag, TagVerdict verdict) {
    Optional<DescriptorDigest> carrier = carrier(verdict);
    if (carrier.isPresent()) {
      carried.put(carrier.get(), tag);
      return;
    }
    switch (verdict) {
      case TagVerdict.Fine ignored -> {}
      case TagVerdict.Add add ->
          actions.add(
              new Action.AddTag(
                  states.repository(), tag, add.digest(), add.authority(), add.reason()));
      case TagVerdict.Move move ->
          actions.add(
              new Action.MoveTag(
                  states.repository(),
                  tag,
                  move.from(),
                  move.to(),
                  move.authority(),
                  move.reason()));
      case TagVerdict.Found found ->
          findings.add(
              new Finding.OfTag(
                  found.kind(), states.repository(), tag, found.digest(), found.detail()));
    }
  }

  /** The image that speaks for the tag too, if there is one. */
  private Optional<DescriptorDigest> carrier(TagVerdict verdict) {
    return switch (verdict) {
      case TagVerdict.Fine ignored -> Optional.empty();
      case TagVerdict.Add add ->
          images.get(add.digest()) instanceof ImageVerdict.Fine
              ? Optional.empty()
              : Optional.of(add.digest());
      case TagVerdict.Move move ->
          images.get(move.to()) instanceof ImageVerdict.Found
              ? Optional.of(move.to())
              : Optional.empty();
      case TagVerdict.Found found -> found.digest().filter(digest -> isFound(digest, found.kind()));
    };
  }

  private boolean isFound(DescriptorDigest digest, FindingKind kind) {
    return images.get(digest) instanceof ImageVerdict.Found found && found.kind() == kind;
  }

  private void addImage(DescriptorDigest digest, ImageVerdict verdict) {
    ImmutableSortedSet<String> itsTags = ImmutableSortedSet.copyOf(carried.get(digest));
    switch (verdict) {
      case ImageVerdict.Fine ignored -> {}
      case ImageVerdict.Untagged ignored -> untagged++;
      case ImageVerdict.Restore restore ->
          actions.add(
              new Action.RestoreImage(
                  states.repository(),
                  digest,
                  itsTags,
                  restore.authority(),
                  restore.reason(),
                  restore.sources()));
      case ImageVerdict.Found found ->
          findings.add(
              new Finding.OfImage(
                  found.kind(), states.repository(), digest, itsTags, found.detail()));
    }
  }
}
