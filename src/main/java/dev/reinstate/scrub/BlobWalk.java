package dev.reinstate.scrub;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableListMultimap;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.ContentProbe;
import dev.reinstate.inventory.Probed;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.proof.ProofLevel;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;

/**
 * Looks at blobs: each once in its repository, and its bytes once a host. A host whose copy of a
 * blob is damaged may keep another for each repository, so there each is read.
 */
final class BlobWalk {

  /** The reading of a host's copy, by one of its repositories. */
  private record Reading(Repository by, Probed<Descriptor> answer) {}

  private record InRepository(Repository repository, DescriptorDigest blob) {}

  private record AtMirror(URI root, DescriptorDigest blob) {}

  private record OnHost(String host, DescriptorDigest blob) {}

  private final ContentProbe probe;
  private final BlobMirrors mirrors;
  private final ImmutableListMultimap<RegistryPrefix, URI> mirrored;
  private final ProofLevel level;
  private final Seen whole = new Seen();
  private final Seen read = new Seen();
  private final SingleFlight<Object, Visit, RuntimeException> looks =
      new SingleFlight<>(RuntimeException.class);
  private final SingleFlight<OnHost, Reading, RuntimeException> readings =
      new SingleFlight<>(RuntimeException.class);
  private final LongAdder blobs = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /**
   * @param mirrored the mirrors that should have what repositories below a prefix have
   */
  BlobWalk(
      ContentProbe probe,
      BlobMirrors mirrors,
      ImmutableListMultimap<RegistryPrefix, URI> mirrored,
      ProofLevel level) {
    this.probe = probe;
    this.mirrors = mirrors;
    this.mirrored = mirrored;
    this.level = level;
  }

  /** How many were looked at, each in its place. */
  long blobs() {
    return blobs.sum();
  }

  /** How many bytes were read. */
  long bytes() {
    return bytes.sum();
  }

  /** The blob of a manifest, in its repository and in the mirrors that should have it. */
  Visit visit(Repository repository, Descriptor blob, DescriptorDigest neededBy) {
    Visit visit =
        once(
            repository,
            blob,
            new InRepository(repository, blob.digest()),
            () -> seen(repository, blob, neededBy, look(repository, blob)));
    for (var mirror : mirrored.entries()) {
      if (mirror.getKey().contains(repository)) {
        URI root = mirror.getValue();
        visit =
            visit.and(
                once(
                    root,
                    blob,
                    new AtMirror(root, blob.digest()),
                    () -> seen(MirrorName.of(root), blob, neededBy, mirrors.present(root, blob))));
      }
    }
    return visit;
  }

  private Visit once(
      Object place,
      Descriptor blob,
      Object flight,
      SingleFlight.Work<Visit, RuntimeException> work) {
    if (whole.has(place, blob.digest())) {
      return Visit.WHOLE;
    }
    Visit visit =
        looks.get(
            flight,
            () -> {
              blobs.increment();
              return work.run();
            });
    if (visit.isWhole()) {
      whole.add(place, blob.digest());
      looks.forget(flight);
    }
    return visit;
  }

  private Probed<Descriptor> look(Repository repository, Descriptor blob) {
    if (level == ProofLevel.PRESENT || read.has(repository.host(), blob.digest())) {
      return probe.present(repository, blob);
    }
    OnHost key = new OnHost(repository.host(), blob.digest());
    Reading reading = readings.get(key, () -> new Reading(repository, read(repository, blob)));
    boolean right = reading.answer() instanceof Probed.Whole;
    if (right) {
      read.add(repository.host(), blob.digest());
      readings.forget(key);
    }
    if (reading.by().equals(repository)) {
      return reading.answer();
    }
    return right ? probe.present(repository, blob) : read(repository, blob);
  }

  private Probed<Descriptor> read(Repository repository, Descriptor blob) {
    Probed<Descriptor> answer = probe.bytes(repository, blob);
    bytes.add(
        answer instanceof Probed.Whole<Descriptor> found
            ? Math.max(0, found.content().size())
            : Math.max(0, blob.size()));
    return answer;
  }

  private static Visit seen(
      Repository where, Descriptor blob, DescriptorDigest neededBy, Probed<Descriptor> answer) {
    return switch (answer) {
      case Probed.Whole<Descriptor> ignored -> Visit.WHOLE;
      case Probed.Missing<Descriptor> missing ->
          Visit.of(
              new Fault(
                  FindingKind.BLOB_MISSING,
                  where,
                  blob,
                  neededBy,
                  ActionReason.BLOB_MISSING,
                  expected(blob),
                  missing.seen()));
      case Probed.Damaged<Descriptor> damaged ->
          Visit.of(
              new Fault(
                  FindingKind.BLOB_DAMAGED,
                  where,
                  blob,
                  neededBy,
                  ActionReason.BLOB_DAMAGED,
                  damaged.expected(),
                  damaged.seen()));
      case Probed.Unreadable<Descriptor> unreadable -> Visit.unread(unreadable.reason());
    };
  }

  private static String expected(Descriptor blob) {
    return blob.size() == Descriptor.UNKNOWN_SIZE
        ? "a blob"
        : "%,d bytes of %s".formatted(blob.size(), blob.mediaType());
  }
}
