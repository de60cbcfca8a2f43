package dev.reinstate.sandbox.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.reinstate.image.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;

/**
 * Generates images of every kind a registry holds. The same seed and the same calls in the same
 * order give the same bytes. Sizes are bytes of layer content; a layer's archive is a little
 * larger. Not for concurrent use.
 */
public final class SampleImages {

  private static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";
  private static final String DOCKER_FOREIGN_LAYER =
      "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
  private static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String OCI_ZSTD_LAYER = "application/vnd.oci.image.layer.v1.tar+zstd";
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);

  private final Random random;

  public SampleImages(long seed) {
    this.random = new Random(seed);
  }

  /** A Docker schema 2 image. */
  public SampleImage docker(int... layerSizes) {
    return image(MediaTypes.DOCKER_MANIFEST, DOCKER_CONFIG, gzipLayers(DOCKER_LAYER, layerSizes));
  }

  /** A Docker manifest list. */
  public SampleImage dockerList(SampleImage... children) {
    return SampleManifests.index(MediaTypes.DOCKER_MANIFEST_LIST, children);
  }

  /** An OCI image. */
  public SampleImage oci(int... layerSizes) {
    return image(MediaTypes.OCI_MANIFEST, OCI_CONFIG, gzipLayers(OCI_LAYER, layerSizes));
  }

  /** An OCI image whose layers are compressed with zstd. */
  public SampleImage zstd(int... layerSizes) {
    return image(
        MediaTypes.OCI_MANIFEST,
        OCI_CONFIG,
        layers(OCI_ZSTD_LAYER, LayerFormats::zstd, layerSizes));
  }

  /** An OCI index of images or of other indexes. */
  public SampleImage ociIndex(SampleImage... children) {
    return SampleManifests.index(MediaTypes.OCI_INDEX, children);
  }

  /** A Docker image whose first layer is foreign: declared, but not among the image's blobs. */
  public SampleImage foreignLayer(int foreignSize, int layerSize) {
    SampleLayer foreign = gzipLayers(DOCKER_FOREIGN_LAYER, foreignSize).get(0);
    ImmutableList<SampleLayer> layers =
        ImmutableList.<SampleLayer>builder()
            .add(foreign)
            .addAll(gzipLayers(DOCKER_LAYER, layerSize))
            .build();
    SampleImage whole = image(MediaTypes.DOCKER_MANIFEST, DOCKER_CONFIG, layers);
    return new SampleImage(
        whole.manifest(),
        ImmutableMap.copyOf(
            Maps.filterKeys(
                whole.blobs(), digest -> !digest.equals(foreign.descriptor().digest()))),
        ImmutableList.of());
  }

  /** A Helm chart. */
  public SampleImage helmChart(int size) {
    ImmutableList<SampleLayer> chart =
        gzipLayers("application/vnd.cncf.helm.chart.content.v1.tar+gzip", size);
    byte[] config = "{\"name\":\"sample\",\"version\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
    return SampleManifests.image(
        MediaTypes.OCI_MANIFEST,
        SampleLayer.of("application/vnd.cncf.helm.config.v1+json", config),
        chart);
  }

  /** A cosign signature of an image, to be tagged {@link SampleImage#signatureTag}. */
  public SampleImage cosignSignature(SampleImage signed) {
    String payload =
        "{\"critical\":{\"image\":{\"docker-manifest-digest\":\"%s\"}}}".formatted(signed.digest());
    SampleLayer layer =
        SampleLayer.of(
            "application/vnd.dev.cosign.simplesigning.v1+json",
            payload.getBytes(StandardCharsets.UTF_8));
    return SampleManifests.image(
        MediaTypes.OCI_MANIFEST,
        SampleLayer.of(MediaTypes.OCI_EMPTY, EMPTY_OBJECT),
        ImmutableList.of(layer));
  }

  /** An artifact that names an image as its subject. */
  public SampleImage referrer(SampleImage subject, String artifactType, int size) {
    return SampleManifests.image(
        MediaTypes.OCI_MANIFEST,
        json -> {
          json.writeStringField("artifactType", artifactType);
          SampleManifests.write(json, "subject", subject.manifest().contentDescriptor());
        },
        SampleLayer.of(MediaTypes.OCI_EMPTY, EMPTY_OBJECT),
        ImmutableList.of(SampleLayer.of(artifactType, bytes(size))));
  }

  /** A signed schema 1 image: its digest is not the hash of its bytes. */
  public SampleImage signedSchema1(String name, String tag, int... layerSizes) {
    ImmutableList<SampleLayer> layers = gzipLayers(DOCKER_LAYER, layerSizes);
    ImmutableMap<DescriptorDigest, byte[]> blobs =
        layers.stream()
            .collect(
                ImmutableMap.toImmutableMap(
                    layer -> layer.descriptor().digest(), SampleLayer::bytes));
    return new SampleImage(
        SignedSchema1.manifest(name, tag, layers, bytes(64)), blobs, ImmutableList.of());
  }

  private static SampleImage image(
      String mediaType, String configType, ImmutableList<SampleLayer> layers) {
    return SampleManifests.image(
        mediaType, SampleLayer.of(configType, SampleManifests.configuration(layers)), layers);
  }

  private ImmutableList<SampleLayer> gzipLayers(String mediaType, int... sizes) {
    return layers(mediaType, LayerFormats::gzip, sizes);
  }

  private ImmutableList<SampleLayer> layers(
      String mediaType, Function<byte[], byte[]> compression, int... sizes) {
    return Arrays.stream(sizes)
        .mapToObj(size -> LayerFormats.tar("sample", bytes(size)))
        .map(tar -> SampleLayer.of(mediaType, compression.apply(tar), tar))
        .collect(ImmutableList.toImmutableList());
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
