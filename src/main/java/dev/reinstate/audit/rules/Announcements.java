package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.journal.JournalEntry;
import java.util.Optional;
import java.util.function.Predicate;

/** What confirmed runs announced for one repository. */
record Announcements(Repository repository, ImmutableList<JournalEntry> entries) {

  /** The images announced. */
  ImmutableSet<DescriptorDigest> images() {
    return entries.stream()
        .flatMap(entry -> entry.writes().get(repository).stream())
        .map(JournalEntry.Write::digest)
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Who announced the image, under whatever tags. */
  Optional<String> ofImage(DescriptorDigest digest) {
    return first(write -> write.digest().equals(digest));
  }

  /** Who announced the image under this tag. */
  Optional<String> ofTag(DescriptorDigest digest, String tag) {
    return first(write -> write.digest().equals(digest) && write.tags().contains(tag));
  }

  private Optional<String> first(Predicate<JournalEntry.Write> wanted) {
    return entries.stream()
        .filter(entry -> entry.writes().get(repository).stream().anyMatch(wanted))
        .map(entry -> entry.run() + " at " + entry.time())
        .findFirst();
  }
}
