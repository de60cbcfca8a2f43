package dev.reinstate.scenario;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The file {@code scenario.yaml}. Images have short names instead of digests; an attachment's tag
 * is written {@code sha256-d.sig} where {@code d} names the image.
 *
 * @param title what happened, for a human
 * @param images kinds of images by name; a name not listed is an ordinary image
 * @param exclude destination repositories that are out of scope
 * @param desired promoter manifests
 * @param live what the registries hold, destinations and sources alike, by repository; one that is
 *     not listed does not exist
 * @param agreed what the snapshot knows, by repository
 * @param notHeld images the snapshot knows without having their bytes
 * @param neverSeen children of indexes that no registry had when the snapshot was taken
 * @param damaged repositories whose index in the snapshot is damaged
 */
public record Scenario(
    String title,
    Map<String, ImageKind> images,
    Options options,
    List<String> exclude,
    List<Promotion> desired,
    Map<String, LiveImages> live,
    Map<String, AgreedImages> agreed,
    List<String> notHeld,
    List<String> neverSeen,
    List<String> damaged) {

  private static final JsonMapper YAML =
      JsonMapper.builder(new YAMLFactory())
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  public Scenario {
    images = orEmpty(images);
    options = options == null ? new Options(false, false) : options;
    exclude = orEmpty(exclude);
    desired = orEmpty(desired);
    live = orEmpty(live);
    agreed = orEmpty(agreed);
    notHeld = orEmpty(notHeld);
    neverSeen = orEmpty(neverSeen);
    damaged = orEmpty(damaged);
  }

  /** Reads the scenario of a folder; unknown and duplicate keys are refused. */
  public static Scenario read(Path folder) throws IOException {
    return YAML.readValue(folder.resolve("scenario.yaml").toFile(), Scenario.class);
  }

  /** What an image is; an ordinary one when no kind was given. */
  public ImageKind kindOf(String name) {
    return images.getOrDefault(name, ImageKind.ORDINARY);
  }

  /** Every image of the scenario. */
  public ImmutableSortedSet<String> names() {
    ImmutableSortedSet.Builder<String> names = ImmutableSortedSet.naturalOrder();
    names.addAll(images.keySet());
    images.values().forEach(kind -> names.addAll(kind.index()));
    desired.forEach(
        promotion -> promotion.images().values().forEach(dmap -> names.addAll(dmap.keySet())));
    live.values().forEach(held -> names.addAll(held.tags().values()).addAll(held.untagged()));
    agreed.values().forEach(known -> names.addAll(known.names()));
    return names.build();
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? ImmutableList.of() : ImmutableList.copyOf(list);
  }

  private static <V> Map<String, V> orEmpty(Map<String, V> map) {
    return map == null ? ImmutableMap.of() : ImmutableMap.copyOf(map);
  }

  /**
   * At most one of these; none for an ordinary image.
   *
   * @param index the children of an index
   * @param signatureOf the image whose cosign signature it is, or null
   * @param referrerOf its subject, or null
   */
  public record ImageKind(List<String> index, String signatureOf, String referrerOf) {
    static final ImageKind ORDINARY = new ImageKind(null, null, null);

    public ImageKind {
      index = orEmpty(index);
    }
  }

  /** The two permissions of the tables. */
  public record Options(boolean allowTagMoves, boolean restoreUnmanaged) {}

  /**
   * One promoter manifest.
   *
   * @param source the registry it promotes from
   * @param images tags by image, by image name relative to the registries
   */
  public record Promotion(
      String source, List<String> destinations, Map<String, Map<String, List<String>>> images) {}

  /**
   * One repository of a registry.
   *
   * @param unreadable whether the registry refuses to list it
   */
  public record LiveImages(Map<String, String> tags, List<String> untagged, boolean unreadable) {
    public LiveImages {
      tags = orEmpty(tags);
      untagged = orEmpty(untagged);
    }
  }

  /**
   * One repository in the snapshot. The value of a tag is an image of the same management; children
   * of an index are there with it.
   *
   * @param managed tags a manifest once named
   * @param unmanaged tags no manifest ever named
   * @param managedUntagged images a manifest once named, without a tag
   * @param unmanagedUntagged images no manifest ever named, without a tag
   */
  public record AgreedImages(
      Map<String, String> managed,
      Map<String, String> unmanaged,
      List<String> managedUntagged,
      List<String> unmanagedUntagged) {
    public AgreedImages {
      managed = orEmpty(managed);
      unmanaged = orEmpty(unmanaged);
      managedUntagged = orEmpty(managedUntagged);
      unmanagedUntagged = orEmpty(unmanagedUntagged);
    }

    ImmutableSortedSet<String> names() {
      return ImmutableSortedSet.<String>naturalOrder()
          .addAll(managed.values())
          .addAll(unmanaged.values())
          .addAll(managedUntagged)
          .addAll(unmanagedUntagged)
          .build();
    }
  }
}
