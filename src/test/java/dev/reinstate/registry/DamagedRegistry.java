package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Manifest;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.content.RegistryContents;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A registry whose storage is damaged behind its back, or, where it keeps something in memory
 * alone, as near to it as its API goes. Repositories are named by their path.
 */
public abstract class DamagedRegistry implements AutoCloseable {

  /** A kind of registry; starting one that is not installed skips the test. */
  public enum Kind {
    EMBEDDED_GOOGLE,
    EMBEDDED_OCI,
    DOCKER_REGISTRY,
    DISTRIBUTION_3,
    /** Hashes a blob before it gives it, and says of a rotten one that it is unknown. */
    CRANE;

    /**
     * Starts one.
     *
     * @param directory empty, for what it stores
     */
    public DamagedRegistry start(Path directory) throws IOException {
      return switch (this) {
        case EMBEDDED_GOOGLE -> new Embedded(ListingStyle.GOOGLE);
        case EMBEDDED_OCI -> new Embedded(ListingStyle.OCI);
        case DOCKER_REGISTRY -> new Distribution(DockerRegistry.start(directory), directory);
        case DISTRIBUTION_3 -> new Distribution(DockerRegistry.startThird(directory), directory);
        case CRANE -> new Crane(CraneRegistry.start(directory), directory);
      };
    }
  }

  /** Host and port. */
  public abstract String host();

  /** A layer or config vanishes. */
  public abstract void removeBlob(String repository, DescriptorDigest digest) throws IOException;

  /** A layer or config has other bytes under its name from now on. */
  public abstract void changeBlob(
      String repository, DescriptorDigest digest, UnaryOperator<byte[]> change) throws IOException;

  /** A manifest vanishes, a child of an index or not. */
  public abstract void removeManifest(String repository, DescriptorDigest digest)
      throws IOException;

  /** A manifest has other bytes under its name from now on. */
  public abstract void changeManifest(
      String repository, DescriptorDigest digest, UnaryOperator<byte[]> change) throws IOException;

  @Override
  public abstract void close() throws IOException;

  /** One bit of a layer or config turns. */
  public final void flipBlob(String repository, DescriptorDigest digest) throws IOException {
    changeBlob(repository, digest, DamagedRegistry::flipped);
  }

  /**
   * One bit of a manifest turns, so that it is still JSON: a registry that cannot read its own
   * manifest fails in ways of its own.
   */
  public final void flipManifest(String repository, DescriptorDigest digest) throws IOException {
    changeManifest(repository, digest, DamagedRegistry::renamed);
  }

  /** The same with one bit in the middle turned. */
  public static byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    flipped[flipped.length / 2] ^= 1;
    return flipped;
  }

  /** The first half. */
  public static byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  /** The same JSON object with one bit in the name of its last member turned. */
  static byte[] renamed(byte[] json) {
    byte[] renamed = json.clone();
    renamed[new String(json, ISO_8859_1).lastIndexOf("\":") - 1] ^= 1;
    return renamed;
  }

  private static void change(Path file, UnaryOperator<byte[]> change) throws IOException {
    Files.write(file, change.apply(Files.readAllBytes(file)));
  }

  private static final class Embedded extends DamagedRegistry {

    private final EmbeddedRegistry registry;

    Embedded(ListingStyle listing) throws IOException {
      registry =
          EmbeddedRegistry.start(
              EmbeddedRegistryOptions.defaults()
                  .with(Feature.STRICT_REFERENCES)
                  .withListing(listing));
    }

    private RegistryContents contents() {
      return registry.contents();
    }

    @Override
    public String host() {
      return registry.host();
    }

    @Override
    public void removeBlob(String repository, DescriptorDigest digest) {
      contents().deleteBlob(repository, digest);
    }

    @Override
    public void changeBlob(
        String repository, DescriptorDigest digest, UnaryOperator<byte[]> change) {
      byte[] bytes = contents().blob(repository, digest).orElseThrow();
      contents().putBlob(repository, digest, change.apply(bytes));
    }

    @Override
    public void removeManifest(String repository, DescriptorDigest digest) {
      contents().deleteManifest(repository, digest);
    }

    @Override
    public void changeManifest(
        String repository, DescriptorDigest digest, UnaryOperator<byte[]> change) {
      Manifest whole = contents().manifest(repository, digest).orElseThrow();
      contents()
          .putManifest(
              repository, new Manifest(digest, whole.mediaType(), change.apply(whole.bytes())));
    }

    @Override
    public void close() throws IOException {
      registry.close();
    }
  }

  /** Every repository of it shares a blob's data, and a manifest is a blob. */
  private static final class Distribution extends DamagedRegistry {

    private final DockerRegistry registry;
    private final Path blobs;

    Distribution(DockerRegistry registry, Path directory) {
      this.registry = registry;
      this.blobs = directory.resolve("data/docker/registry/v2/blobs/sha256");
    }

    private Path data(DescriptorDigest digest) {
      String hex = digest.getHash();
      return blobs.resolve(hex.substring(0, 2)).resolve(hex).resolve("data");
    }

    @Override
    public String host() {
      return registry.host();
    }

    @Override
    public void removeBlob(String repository, DescriptorDigest digest) throws IOException {
      Files.delete(data(digest));
    }

    @Override
    public void changeBlob(String repository, DescriptorDigest digest, UnaryOperator<byte[]> change)
        throws IOException {
      change(data(digest), change);
    }

    @Override
    public void removeManifest(String repository, DescriptorDigest digest) throws IOException {
      Files.delete(data(digest));
    }

    @Override
    public void changeManifest(
        String repository, DescriptorDigest digest, UnaryOperator<byte[]> change)
        throws IOException {
      change(data(digest), change);
    }

    @Override
    public void close() {
      registry.close();
    }
  }

  /**
   * Its blobs are files, which every repository shares; its manifests are in memory. It takes any
   * bytes for a manifest's digest.
   */
  private static final class Crane extends DamagedRegistry {

    private final CraneRegistry registry;
    private final Path blobs;
    private final HttpClient client = HttpClient.newHttpClient();

    Crane(CraneRegistry registry, Path directory) {
      this.registry = registry;
      this.blobs = directory.resolve("blobs").resolve("sha256");
    }

    @Override
    public String host() {
      return registry.host();
    }

    @Override
    public void removeBlob(String repository, DescriptorDigest digest) throws IOException {
      Files.delete(blobs.resolve(digest.getHash()));
    }

    @Override
    public void changeBlob(String repository, DescriptorDigest digest, UnaryOperator<byte[]> change)
        throws IOException {
      change(blobs.resolve(digest.getHash()), change);
    }

    @Override
    public void removeManifest(String repository, DescriptorDigest digest) throws IOException {
      send(request(repository, digest).DELETE());
    }

    @Override
    public void changeManifest(
        String repository, DescriptorDigest digest, UnaryOperator<byte[]> change)
        throws IOException {
      var whole = send(request(repository, digest).GET());
      send(
          request(repository, digest)
              .PUT(HttpRequest.BodyPublishers.ofByteArray(change.apply(whole.body())))
              .header("Content-Type", whole.headers().firstValue("Content-Type").orElseThrow()));
    }

    private HttpRequest.Builder request(String repository, DescriptorDigest digest) {
      return HttpRequest.newBuilder(
          URI.create("http://" + host() + "/v2/" + repository + "/manifests/" + digest));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
      try {
        var response = client.send(request.build(), BodyHandlers.ofByteArray());
        if (response.statusCode() >= 300) {
          throw new IOException(response + ": " + new String(response.body(), UTF_8));
        }
        return response;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      client.close();
      registry.close();
    }
  }
}
