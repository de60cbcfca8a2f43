package dev.reinstate.sandbox.incident;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A small production world, what goes wrong in it, and what a human does about the parts that no
 * tool may decide. The steps are called in order: constructor, {@link #strike}, {@link
 * #acknowledge}; a snapshot is taken in between.
 */
public final class Incident implements AutoCloseable {

  private static final String BELOW = "k8s-artifacts-prod/";
  private static final String STAGED_BELOW = "k8s-staging-demo/";

  private final StagedRegistries registries;
  private final PromoterFiles manifests;
  private final RegistryContents us;
  private final RegistryContents eu;
  private final RegistryContents asia;

  private final SampleImages samples = new SampleImages(2026);
  private final SampleImage pause32 = samples.dockerList(image(), image());
  private final SampleImage pause33 = samples.ociIndex(oci(), oci());
  private final SampleImage proxy0 = image();
  private final SampleImage proxy1 = oci();
  private final SampleImage proxySignature = samples.cosignSignature(proxy1);
  private final SampleImage coredns = image();
  private final SampleImage etcd = image();
  private final SampleImage oldEtcd = image();
  private final SampleImage chart = samples.helmChart(2_000);
  private final SampleImage unreviewed = image();
  private final SampleImage neverBackedUp = image();
  private final SampleImage rebuilt = image();

  /**
   * Starts the registries with everything promoted, and writes the manifests.
   *
   * @param directory where the thin manifest directory goes
   * @param firstPort the first of four ports; 0 for any
   * @param authority where the certificate goes that makes clients trust the registries; empty for
   *     such as speak plain HTTP
   */
  public Incident(Path directory, int firstPort, Optional<Path> authority) throws IOException {
    this.registries = new StagedRegistries(firstPort, authority);
    this.us = registries.destinations().get(0);
    this.eu = registries.destinations().get(1);
    this.asia = registries.destinations().get(2);
    this.manifests =
        new PromoterFiles(directory, StagedRegistries.SOURCE, StagedRegistries.DESTINATIONS);
    promote("pause", pause32, "3.2");
    promote("pause", pause33, "3.3");
    promote("kube-proxy", proxy0, "v1.22.0");
    promote("kube-proxy", proxy1, "v1.22.1");
    promote("coredns", coredns, "1.8.4");
    promote("etcd", etcd, "3.5.0-0");
    promote("etcd", oldEtcd, "3.4.13-0");
    promote("charts/demo", chart, "0.1.0");
    manifests.save();
    us.put(BELOW + "kube-proxy", proxySignature, proxy1.signatureTag());
    us.put(BELOW + "debug-shell", unreviewed, "latest");
  }

  public Path thinManifestDirectory() {
    return manifests.directory();
  }

  /** {@code FROM=TO} pairs from the names in the manifests to the embedded registries. */
  public ImmutableList<String> rewrites() {
    return registries.rewrites();
  }

  /** What a command has to be told to speak TLS with them; nothing for plain HTTP. */
  public ImmutableList<String> tlsOptions() {
    return registries.tlsOptions();
  }

  /** What happens, each with what it does to the registries or manifests. */
  public ImmutableList<String> strike() throws IOException {
    us.deleteManifest(BELOW + "kube-proxy", proxy0.digest());
    delete(eu, "coredns", coredns);
    us.put(BELOW + "pause", image(), "3.2");
    asia.untag(BELOW + "etcd", "3.5.0-0");
    us.deleteManifest(BELOW + "kube-proxy", proxySignature.digest());
    delete(us, "debug-shell", unreviewed);
    loseEtcdEverywhere();
    manifests.promote("coredns", neverBackedUp.digest(), "1.8.6");
    registries.staging().put(STAGED_BELOW + "pause", rebuilt);
    manifests.move("pause", "3.3", rebuilt.digest());
    manifests.save();
    eu.deleteBlob(BELOW + "kube-proxy", layer(proxy1));
    rot(asia, "charts/demo", layer(chart));
    return ImmutableList.of(
        "us: kube-proxy v1.22.0 deleted, its blobs are still there",
        "eu: coredns 1.8.4 deleted with its blobs",
        "us: tag pause:3.2 moved to an image nobody reviewed",
        "asia: tag etcd:3.5.0-0 removed",
        "us: signature of kube-proxy v1.22.1 deleted",
        "us: debug-shell, which no manifest ever named, deleted for cause",
        "everywhere: etcd 3.4.13-0 deleted with its blobs; only the snapshot has it",
        "everywhere: coredns 1.8.6 promoted after the snapshot and gone; nobody has it",
        "manifest: pause:3.3 edited to point to another image",
        "eu: a layer of kube-proxy v1.22.1 vanished; the image is still listed",
        "asia: the layer of charts/demo 0.1.0 rotted: as long as ever, and other bytes");
  }

  /** What a human decides about the rest. */
  public ImmutableList<String> acknowledge() throws IOException {
    manifests.drop("coredns", neverBackedUp.digest());
    manifests.move("pause", "3.3", pause33.digest());
    manifests.save();
    return ImmutableList.of(
        "coredns 1.8.6 is lost: taken out of the manifest",
        "tags are immutable: pause:3.3 put back in the manifest, the new image gets a new tag");
  }

  private void loseEtcdEverywhere() {
    registries.destinations().forEach(destination -> delete(destination, "etcd", oldEtcd));
    registries.staging().deleteBlobsOf(STAGED_BELOW + "etcd", oldEtcd.digest());
    registries.staging().deleteManifest(STAGED_BELOW + "etcd", oldEtcd.digest());
  }

  private static void delete(RegistryContents destination, String name, SampleImage image) {
    destination.deleteBlobsOf(BELOW + name, image.digest());
    destination.deleteManifest(BELOW + name, image.digest());
  }

  /** The last one; before the layers comes the configuration. */
  private static DescriptorDigest layer(SampleImage image) {
    return Iterables.getLast(image.blobs().keySet());
  }

  /** Flips every bit of a blob's first byte. */
  private static void rot(RegistryContents destination, String name, DescriptorDigest blob) {
    byte[] bytes = destination.blob(BELOW + name, blob).orElseThrow().clone();
    bytes[0] ^= (byte) 0xff;
    destination.putBlob(BELOW + name, blob, bytes);
  }

  private void promote(String name, SampleImage image, String tag) {
    registries.staging().put(STAGED_BELOW + name, image, tag);
    registries.destinations().forEach(destination -> destination.put(BELOW + name, image, tag));
    manifests.promote(name, image.digest(), tag);
  }

  private SampleImage image() {
    return samples.docker(20_000, 5_000);
  }

  private SampleImage oci() {
    return samples.oci(20_000, 5_000);
  }

  @Override
  public void close() throws IOException {
    registries.close();
  }
}
