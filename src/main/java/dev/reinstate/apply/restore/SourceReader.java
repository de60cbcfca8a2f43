package dev.reinstate.apply.restore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.io.ByteStreams;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.apply.SnapshotBlobs;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.plan.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.List;

/** Reads from the first source that has what is wanted. */
final class SourceReader {

  private static final int PIECE = 128 * 1024;

  private final ImageReader live;
  private final BlobMirrors mirrors;
  private final SnapshotBlobs stored;

  SourceReader(ImageReader live, BlobMirrors mirrors, SnapshotBlobs stored) {
    this.live = live;
    this.mirrors = mirrors;
    this.stored = stored;
  }

  /** The manifest; {@link IOException} with what every source answered when none has it. */
  Manifest manifest(DescriptorDigest digest, List<Source> sources) throws IOException {
    return first("manifest " + digest, storedFirst(sources), source -> manifest(digest, source));
  }

  /**
   * Writes a blob to a file, from the first source that gives all of it; {@link IOException} with
   * what every source answered when none does, {@link SpoolException} when the file takes no more.
   */
  void copyBlob(Descriptor blob, List<Source> sources, SpoolFile file) throws IOException {
    first("blob " + blob.digest(), sources, source -> copyBlob(blob, source, file));
  }

  /** A manifest's bytes are the same wherever they are, and the snapshot has no quota. */
  private static List<Source> storedFirst(List<Source> sources) {
    return sources.stream()
        .sorted(Comparator.comparing(source -> !(source instanceof Source.Stored)))
        .toList();
  }

  private Manifest manifest(DescriptorDigest digest, Source source) throws IOException {
    return switch (source) {
      case Source.Live from -> live.manifest(from.repository(), digest);
      case Source.Stored from -> stored(digest, from.content());
      case Source.Mirrored from ->
          throw new NoSuchFileException(from.reference(), null, "a blob mirror has no manifests");
    };
  }

  private Manifest stored(DescriptorDigest digest, Descriptor content) throws IOException {
    try (InputStream bytes = stored.open(content.digest())) {
      Manifest manifest = new Manifest(digest, content.mediaType(), ByteStreams.toByteArray(bytes));
      if (!manifest.matchesDigest()) {
        throw new IOException("the snapshot's bytes of " + digest + " have another digest");
      }
      return manifest;
    }
  }

  /** Reading to the end checks length and SHA-256; the caller closes. */
  InputStream blob(Descriptor blob, Source source) throws IOException {
    return switch (source) {
      case Source.Live from -> live.blob(from.repository(), blob);
      case Source.Stored ignored -> stored.open(blob.digest());
      case Source.Mirrored from -> mirrors.open(URI.create(from.root()), blob);
    };
  }

  /** In large pieces: the library's ways of copying take 16 KiB at most. */
  private SpoolFile copyBlob(Descriptor blob, Source source, SpoolFile file) throws IOException {
    try (InputStream bytes = blob(blob, source);
        OutputStream out = file.open()) {
      byte[] piece = new byte[PIECE];
      for (int count = bytes.read(piece); count >= 0; count = bytes.read(piece)) {
        out.write(piece, 0, count);
      }
    }
    return file;
  }

  @CanIgnoreReturnValue
  private static <T> T first(String what, List<Source> sources, Attempt<T> attempt)
      throws IOException {
    IOException none = new NoSuchFileException(what, null, "no source has it");
    for (Source source : sources) {
      try {
        return attempt.from(source);
      } catch (SpoolException e) {
        throw e; // another source would not fit either
      } catch (IOException e) {
        none.addSuppressed(e);
      }
    }
    throw none;
  }

  private interface Attempt<T> {
    T from(Source source) throws IOException;
  }
}
