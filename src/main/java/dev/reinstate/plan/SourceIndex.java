package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where each missing image can come from. */
final class SourceIndex {

  /** More of a kind are no safer, and a large plan would carry them a million times. */
  private static final int MOST_OF_A_KIND = 3;

  private final PlanInput input;
  private final ImmutableListMultimap<DescriptorDigest, Repository> holders;
  private final ImmutableMap<DescriptorDigest, Descriptor> stored;

  /** What the run was stopped before it was read. */
  private final ImmutableList<Repository> stopped;

  SourceIndex(PlanInput input, Set<DescriptorDigest> missing) {
    this.input = input;
    ImmutableListMultimap.Builder<DescriptorDigest, Repository> holdersOf =
        ImmutableListMultimap.builder();
    index(input.live(), missing, holdersOf);
    index(input.sources(), missing, holdersOf);
    this.holders = holdersOf.build();
    this.stored = stored(input.agreed(), missing);
    this.stopped =
        Stream.concat(stopped(input.sources()), stopped(input.live()))
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * A snapshot holds an image once, under whichever repository; identical mirrors share its bytes.
   */
  private static ImmutableMap<DescriptorDigest, Descriptor> stored(
      MergeBase agreed, Set<DescriptorDigest> missing) {
    ImmutableMap.Builder<DescriptorDigest, Descriptor> stored = ImmutableMap.builder();
    for (MergeBaseRepository repository : agreed.repositories().values()) {
      Maps.filterKeys(
              Maps.filterValues(repository.images(), MergeBaseImage::held), missing::contains)
          .forEach((digest, image) -> stored.put(digest, image.content()));
    }
    return stored.buildKeepingLast();
  }

  private static void index(
      LiveState state,
      Set<DescriptorDigest> missing,
      ImmutableListMultimap.Builder<DescriptorDigest, Repository> holders) {
    state
        .repositories()
        .forEach(
            (repository, answer) -> {
              if (answer instanceof LiveRepository.Contents contents) {
                contents.images().stream()
                    .filter(missing::contains)
                    .forEach(digest -> holders.put(digest, repository));
              }
            });
  }

  /** Whether any live repository that was read has the image. */
  boolean isLive(DescriptorDigest digest) {
    return holders.containsKey(digest);
  }

  /** The sources of an image that this repository lacks, best first; empty when there is none. */
  ImmutableList<Source> of(RepositoryStates states, DescriptorDigest digest) {
    ImmutableList.Builder<Source> sources = ImmutableList.builder();
    for (Source.Kind kind : Source.Kind.values()) {
      holders.get(digest).stream()
          .filter(holder -> kindOf(holder, states) == kind)
          .limit(MOST_OF_A_KIND)
          .forEach(holder -> sources.add(new Source.Live(kind, holder)));
    }
    Descriptor content = stored.get(digest);
    return content == null ? sources.build() : sources.add(new Source.Stored(content)).build();
  }

  private Source.Kind kindOf(Repository holder, RepositoryStates states) {
    if (holder.host().equals(states.repository().host())) {
      return Source.Kind.MOUNT;
    }
    return isDestination(holder) ? Source.Kind.MIRROR : Source.Kind.STAGING;
  }

  private boolean isDestination(Repository holder) {
    return input.live().repositories().containsKey(holder)
        || input.desired().repositories().containsKey(holder);
  }

  /** A repository that may have the image, and was not read because the run was stopped. */
  Optional<Repository> notAsked(RepositoryStates states, DescriptorDigest digest) {
    return stopped.stream()
        .filter(
            repository ->
                promotedFrom(states).anyMatch(repository::equals) || wants(repository, digest))
        .findFirst();
  }

  private boolean wants(Repository repository, DescriptorDigest digest) {
    DesiredRepository desired = input.desired().repositories().get(repository);
    return (desired != null && desired.images().tagsByDigest().containsKey(digest))
        || input.agreed().get(repository).images().containsKey(digest);
  }

  private static Stream<Repository> stopped(LiveState state) {
    return state.repositories().entrySet().stream()
        .filter(entry -> entry.getValue().equals(LiveRepository.Unreadable.STOPPED))
        .map(Map.Entry::getKey);
  }

  /** For a human: what was asked in vain. */
  String whyNone(RepositoryStates states, DescriptorDigest digest) {
    String asked = promotedFrom(states).map(this::answerOf).collect(Collectors.joining(""));
    String snapshot =
        input.agreed().get(states.repository()).images().containsKey(digest)
            ? "the snapshot knows it but does not hold its bytes"
            : "the snapshot does not have it";
    return "no source has it: no destination that could be read, " + asked + snapshot;
  }

  private String answerOf(Repository source) {
    return switch (input.sources().repositories().get(source)) {
      case LiveRepository.Unreadable unreadable ->
          source + " could not be read (" + unreadable.reason() + "), ";
      case LiveRepository.Contents ignored -> source + " does not have it, ";
      case null -> "";
    };
  }

  private static Stream<Repository> promotedFrom(RepositoryStates states) {
    return states.desired().map(DesiredRepository::sources).stream().flatMap(ImmutableList::stream);
  }
}
