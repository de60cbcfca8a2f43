package dev.reinstate.inventory;

import dev.reinstate.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;

/**
 * Places that serve blobs, and nothing else, under {@code ROOT/sha256:HEX}. They are asked without
 * any credential.
 */
public interface BlobMirrors {

  /** Where there is none. */
  BlobMirrors NONE =
      new BlobMirrors() {
        @Override
        public Probed<Descriptor> present(URI root, Descriptor blob) {
          return new Probed.Unreadable<>("no blob mirror " + root);
        }

        @Override
        public InputStream open(URI root, Descriptor blob) throws IOException {
          throw new NoSuchFileException(root.toString(), null, "no such blob mirror");
        }
      };

  /** Whether the blob is there with its size. Never throws for what the place does. */
  Probed<Descriptor> present(URI root, Descriptor blob);

  /**
   * The bytes of a blob. Reading to the end throws when length or SHA-256 are not the descriptor's;
   * the caller closes.
   *
   * @throws NoSuchFileException when the place does not have it
   */
  InputStream open(URI root, Descriptor blob) throws IOException;
}
