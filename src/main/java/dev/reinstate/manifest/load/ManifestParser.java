package dev.reinstate.manifest.load;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.manifest.ImageEntry;
import dev.reinstate.manifest.ManifestFile;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.PromoterManifest;
import dev.reinstate.manifest.Registries;
import dev.reinstate.manifest.yaml.Fields;
import dev.reinstate.manifest.yaml.ImagesDecoder;
import dev.reinstate.manifest.yaml.RegistriesDecoder;
import dev.reinstate.manifest.yaml.TextFile;
import dev.reinstate.manifest.yaml.YamlNode;
import dev.reinstate.manifest.yaml.YamlReader;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads one promoter manifest, as the promoter defines it:
 * https://github.com/kubernetes-sigs/promo-tools/blob/main/promoter/image/schema/manifest.go.
 */
final class ManifestParser {

  /**
   * {@code imagesPath} is deprecated and does nothing; where images are follows from the layout.
   */
  private static final ImmutableSet<String> THIN_KEYS = ImmutableSet.of("registries", "imagesPath");

  private static final ImmutableSet<String> SINGLE_KEYS = ImmutableSet.of("registries", "images");

  private final Problems problems = new Problems();

  private ManifestParser() {}

  /**
   * @param manifest empty when a file is broken, or when source or destination are not clear
   */
  record Result(Optional<PromoterManifest> manifest, Problems problems) {}

  static Result parse(ManifestFile file) {
    ManifestParser parser = new ManifestParser();
    Optional<PromoterManifest> manifest =
        switch (file) {
          case ManifestFile.Thin thin -> parser.thin(thin);
          case ManifestFile.Single single -> parser.single(single);
        };
    return new Result(manifest, parser.problems);
  }

  private Optional<PromoterManifest> thin(ManifestFile.Thin thin) {
    Optional<Registries> registries =
        read(thin.manifest(), LinkOption.NOFOLLOW_LINKS)
            .flatMap(node -> fields(node, THIN_KEYS))
            .flatMap(this::registries);
    Optional<ImmutableList<ImageEntry>> images =
        read(thin.images(), LinkOption.NOFOLLOW_LINKS)
            .flatMap(new ImagesDecoder(true, problems)::decode);
    return join(registries, images);
  }

  private Optional<PromoterManifest> single(ManifestFile.Single single) {
    Optional<Fields> fields = read(single.manifest()).flatMap(node -> fields(node, SINGLE_KEYS));
    Optional<Registries> registries = fields.flatMap(this::registries);
    Optional<ImmutableList<ImageEntry>> images = fields.flatMap(this::images);
    return join(registries, images);
  }

  private static Optional<PromoterManifest> join(
      Optional<Registries> registries, Optional<ImmutableList<ImageEntry>> images) {
    return registries.flatMap(r -> images.map(i -> new PromoterManifest(r, i)));
  }

  private Optional<YamlNode> read(Path path, LinkOption... links) {
    return new TextFile(path, problems)
        .read(links)
        .flatMap(text -> new YamlReader(path.toString(), text, problems).read());
  }

  private Optional<Fields> fields(YamlNode node, ImmutableSet<String> keys) {
    if (node instanceof YamlNode.Mapping mapping) {
      return Optional.of(new Fields(mapping, keys, problems));
    }
    problems.add(node.location(), "a manifest must be a mapping, not " + node.description());
    return Optional.empty();
  }

  private Optional<Registries> registries(Fields fields) {
    fields.optionalString("imagesPath");
    Optional<Registries> registries =
        fields.required("registries").flatMap(new RegistriesDecoder(problems)::decode);
    return registries.filter(r -> fields.valid());
  }

  /** Of a plain manifest the promoter checks more than of a thin one. */
  private Optional<ImmutableList<ImageEntry>> images(Fields fields) {
    return fields
        .optional("images")
        .map(new ImagesDecoder(false, problems)::decode)
        .orElse(Optional.of(ImmutableList.of()));
  }
}
