package dev.reinstate.endtoend;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * An image and an index on three mirrors, what is attached to which belongs on the first, and a
 * policy that asks for signatures by a key.
 */
final class SignedWorld implements AutoCloseable {

  static final String PLACE = "us.example/prod/app";
  static final List<String> MIRRORS = List.of("us.example", "eu.example", "asia.example");

  final SampleImages samples = new SampleImages(15);
  final SampleImage image = samples.oci(700, 300);
  final SampleImage child = samples.oci(200);
  final SampleImage index = samples.ociIndex(child, samples.oci(100));
  final KeySigner releng = new KeySigner();
  final KeySigner stranger = new KeySigner();
  final World world;

  private final Path directory;

  /**
   * @param directory an empty one
   */
  SignedWorld(Path directory, EmbeddedRegistryOptions options) throws IOException {
    this.directory = directory;
    this.world = new World(directory, options);
    ManifestFile manifest =
        world.manifest(
            "staging.example/team", "us.example/prod", "eu.example/prod", "asia.example/prod");
    manifest.promote("app", image.digest(), "v1");
    manifest.promote("app", index.digest(), "v2");
    world.put("staging.example/team/app", image, "v1");
    for (String mirror : MIRRORS) {
      world.put(mirror + "/prod/app", image, "v1");
      world.put(mirror + "/prod/app", index, "v2");
    }
    releng.writeKey(directory.resolve("releng.pub"));
    require("signature: [releng]");
  }

  /** Writes the policy anew. */
  void require(String... requirements) throws IOException {
    policy("", requirements);
  }

  /**
   * The same.
   *
   * @param more lines of the rule
   */
  void policy(String more, String... requirements) throws IOException {
    StringBuilder yaml = new StringBuilder("signers:\n  releng:\n    key: releng.pub\nrules:\n");
    yaml.append("- repositories: [\"*.example/prod/**\"]\n").append(more).append("  require:\n");
    for (String requirement : requirements) {
      yaml.append("  - ").append(requirement.replace("\n", "\n    ")).append('\n');
    }
    yaml.append("canonical:\n- from: [\"*.example/prod\"]\n  to: us.example/prod\n");
    Files.writeString(policy(), yaml.toString());
  }

  Path policy() {
    return directory.resolve("signatures.yaml");
  }

  String policyOption() {
    return "--signature-policy=" + policy();
  }

  /** Signs both images, by tag. */
  void sign() {
    attach(".sig", releng.signature(image.digest(), PLACE), image.digest());
    attach(".sig", releng.signature(index.digest(), PLACE), index.digest());
  }

  /** Puts something under the tag that attaches it to an image. */
  void attach(String suffix, SampleImage attachment, DescriptorDigest to) {
    world.put(PLACE, attachment, "sha256-" + to.getHash() + suffix);
  }

  /** {@code signatures verify} without the snapshot. */
  Run verify(String... more) {
    return world.run(
        words(Stream.of(world.options(more)).filter(word -> !word.startsWith("--snapshot="))));
  }

  /** The same with the snapshot. */
  Run verifyBesideSnapshot(String... more) {
    return world.run(words(Arrays.stream(world.options(more))));
  }

  private String[] words(Stream<String> options) {
    return Stream.concat(Stream.of("signatures", "verify", policyOption()), options)
        .toArray(String[]::new);
  }

  @Override
  public void close() throws IOException {
    world.close();
  }
}
