package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.HostRotation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.inventory.Referrer;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.snapshot.MergeBaseImage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the referrers that listings of tags alone do not show: asks for those of every image in the
 * repository, of the children of indexes too, since signatures are put on either, and then for
 * those of what was found.
 */
final class LiveReferrers {

  /** A signature on an attestation is two; a chain that goes on is hostile. */
  private static final int MAX_DEPTH = 16;

  private final RepositoryReader reader;
  private final ImageArchive archive;
  private final ParallelIo parallel;
  private final Map<Repository, String> unseen = new HashMap<>();
  private final SetMultimap<Repository, DescriptorDigest> present = LinkedHashMultimap.create();
  private ArchivedImages archived;

  LiveReferrers(
      RepositoryReader reader, ImageArchive archive, ParallelIo parallel, ArchivedImages archived) {
    this.reader = reader;
    this.archive = archive;
    this.parallel = parallel;
    this.archived = archived;
  }

  /**
   * A live state with its referrers.
   *
   * @param archived its images
   * @param unseen why the referrers in a repository are not known to be all
   */
  record Found(LiveState live, ArchivedImages archived, ImmutableMap<Repository, String> unseen) {}

  private record Question(Repository repository, DescriptorDigest subject) {}

  private record Answer(
      Question question, ImmutableSet<DescriptorDigest> referrers, Optional<String> failure) {}

  /** May be called once. */
  Found add(LiveState live) throws IOException {
    SetMultimap<Repository, DescriptorDigest> found = LinkedHashMultimap.create();
    SetMultimap<Repository, DescriptorDigest> level = unlisted(live);
    for (int depth = 0; !level.isEmpty(); depth++) {
      if (depth > MAX_DEPTH) {
        level.keySet().forEach(each -> unseen(each, "nested more than " + MAX_DEPTH + " deep"));
        break;
      }
      level = accepted(parallel.map(questions(level), this::ask));
      found.putAll(level);
    }
    return new Found(with(live, found), archived, ImmutableMap.copyOf(unseen));
  }

  /** The images of repositories whose listing shows only what has a tag. */
  private static SetMultimap<Repository, DescriptorDigest> unlisted(LiveState live) {
    SetMultimap<Repository, DescriptorDigest> images = LinkedHashMultimap.create();
    live.repositories()
        .forEach(
            (repository, answer) -> {
              if (answer instanceof LiveRepository.Contents contents && !contents.showsUntagged()) {
                images.putAll(repository, contents.images());
              }
            });
    return images;
  }

  /** About these images and their children, each once. */
  private ImmutableList<Question> questions(SetMultimap<Repository, DescriptorDigest> level) {
    ImmutableList.Builder<Question> questions = ImmutableList.builder();
    for (Repository repository : HostRotation.of(level.keySet())) {
      level.get(repository).forEach(digest -> addQuestions(repository, digest, questions));
    }
    return questions.build();
  }

  /** Depth is bounded by {@link ManifestClosure}. */
  private void addQuestions(
      Repository repository, DescriptorDigest digest, ImmutableList.Builder<Question> questions) {
    if (present.put(repository, digest)) {
      questions.add(new Question(repository, digest));
      MergeBaseImage image = archived.images().get(digest);
      if (image != null) {
        image.children().forEach(child -> addQuestions(repository, child, questions));
      }
    }
  }

  private Answer ask(Question question) {
    try {
      return new Answer(
          question,
          reader.referrers(question.repository(), question.subject()).stream()
              .map(Referrer::digest)
              .collect(ImmutableSet.toImmutableSet()),
          Optional.empty());
    } catch (IOException e) {
      return new Answer(question, ImmutableSet.of(), Optional.of(e.getMessage()));
    }
  }

  /** What is new, stored, and a referrer by its own word. */
  private SetMultimap<Repository, DescriptorDigest> accepted(ImmutableList<Answer> answers)
      throws IOException {
    SetMultimap<DescriptorDigest, Repository> fresh = LinkedHashMultimap.create();
    for (Answer answer : answers) {
      Repository repository = answer.question().repository();
      answer.failure().ifPresent(why -> unseen(repository, why));
      answer.referrers().stream()
          .filter(referrer -> !present.containsEntry(repository, referrer))
          .forEach(referrer -> fresh.put(referrer, repository));
    }
    if (!fresh.isEmpty()) {
      archived = archived.and(archive.archive(ImageSources.of(fresh), archived.images()));
    }
    SetMultimap<Repository, DescriptorDigest> accepted = LinkedHashMultimap.create();
    for (Answer answer : answers) {
      for (DescriptorDigest referrer : answer.referrers()) {
        Repository repository = answer.question().repository();
        if (!fresh.containsEntry(referrer, repository)) {
          continue;
        }
        if (isReferrer(referrer, answer.question().subject())) {
          accepted.put(repository, referrer);
        } else {
          unseen(
              repository,
              "the registry lists %s for %s, which is not its subject"
                  .formatted(referrer, answer.question().subject()));
        }
      }
    }
    return accepted;
  }

  /** One that could not be read is believed, so that the snapshot's root names it. */
  private boolean isReferrer(DescriptorDigest referrer, DescriptorDigest subject) {
    MergeBaseImage image = archived.images().get(referrer);
    return archived.problems().containsKey(referrer)
        || (image != null && image.subject().equals(Optional.of(subject)));
  }

  private void unseen(Repository repository, String why) {
    unseen.putIfAbsent(repository, "its referrers: " + why);
  }

  private static LiveState with(LiveState live, SetMultimap<Repository, DescriptorDigest> found) {
    Map<Repository, LiveRepository> all = new TreeMap<>(live.repositories());
    found
        .asMap()
        .forEach(
            (repository, referrers) ->
                all.computeIfPresent(
                    repository,
                    (same, answer) -> ((LiveRepository.Contents) answer).withImages(referrers)));
    return new LiveState(ImmutableSortedMap.copyOf(all));
  }
}
