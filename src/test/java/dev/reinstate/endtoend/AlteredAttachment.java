package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.Iterables;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.sandbox.content.RegistryContents;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is attached to an image in an embedded registry, changed by somebody who may push: the new
 * bytes have a new digest, and what names them does so rightly. It holds one layer.
 */
final class AlteredAttachment {

  private final RegistryContents contents;
  private final String repository;
  private final Optional<String> tag;
  private final Manifest original;
  private final DescriptorDigest layer;
  private DescriptorDigest current;

  private AlteredAttachment(
      RegistryContents contents, String repository, Optional<String> tag, Manifest original)
      throws IOException {
    this.contents = contents;
    this.repository = repository;
    this.tag = tag;
    this.original = original;
    this.layer = Iterables.getLast(ManifestReferences.of(original).blobs()).digest();
    this.current = original.digest();
  }

  /** One that has a tag. */
  static AlteredAttachment tagged(RegistryContents contents, String repository, String tag)
      throws IOException {
    DescriptorDigest digest = contents.resolve(repository, tag).orElseThrow();
    Manifest manifest = contents.manifest(repository, digest).orElseThrow();
    return new AlteredAttachment(contents, repository, Optional.of(tag), manifest);
  }

  /** The only manifest of a repository that has a text in it. */
  static AlteredAttachment holding(RegistryContents contents, String repository, String text)
      throws IOException {
    Manifest manifest =
        Iterables.getOnlyElement(
            contents.state().get(repository).images().stream()
                .map(digest -> contents.manifest(repository, digest).orElseThrow())
                .filter(each -> text(each.bytes()).contains(text))
                .toList());
    return new AlteredAttachment(contents, repository, Optional.empty(), manifest);
  }

  byte[] manifest() {
    return original.bytes();
  }

  /** What is signed, or a bundle. */
  byte[] layer() {
    return contents.blob(repository, layer).orElseThrow();
  }

  /** Gives the original another layer. */
  void changeLayer(UnaryOperator<byte[]> change) {
    byte[] changed = change.apply(layer().clone());
    DescriptorDigest digest = Digests.of(changed);
    contents.putBlob(repository, digest, changed);
    changeManifest(
        bytes ->
            text(bytes)
                .replace(layer.getHash(), digest.getHash())
                .replace("\"size\":" + layer().length + ",", "\"size\":" + changed.length + ",")
                .getBytes(ISO_8859_1));
  }

  /** Puts something else in the original's place. */
  void changeManifest(UnaryOperator<byte[]> change) {
    put(Manifest.of(original.mediaType(), change.apply(original.bytes().clone())));
  }

  /** As it was. */
  void restore() {
    put(original);
  }

  private void put(Manifest manifest) {
    contents.deleteManifest(repository, current);
    contents.putManifest(repository, manifest);
    tag.ifPresent(its -> contents.tag(repository, its, manifest.digest()));
    current = manifest.digest();
  }

  static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
