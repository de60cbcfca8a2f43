package dev.reinstate.cli;

import com.google.common.collect.ImmutableListMultimap;
import dev.reinstate.cli.option.Quantity;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.proof.ProofLevel;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.scrub.Budget;
import dev.reinstate.scrub.MirrorName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** How closely a scrub looks, for how long, and where besides. */
final class ScrubOptions {

  @Option(names = "--bytes", description = "also read and hash every blob, once a host")
  private boolean bytes;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "begin no further image after so long, such as 2h (default: until all is seen)")
  private String time;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "begin no further image after so many requests")
  private Long requests;

  @Option(
      names = "--bytes-limit",
      paramLabel = "SIZE",
      description = "with --bytes: begin no further image after so many bytes, such as 1TiB")
  private String bytesLimit;

  @Option(
      names = "--blob-mirror",
      paramLabel = "PREFIX=URL",
      description =
          "a read-only place that serves the blobs of what is below PREFIX under URL/sha256:HEX;"
              + " repeatable")
  private List<String> blobMirrors = List.of();

  /**
   * What they say, checked.
   *
   * @param mirrored the blob mirrors by what they mirror
   */
  record Request(
      ProofLevel level, Budget budget, ImmutableListMultimap<RegistryPrefix, URI> mirrored) {}

  /**
   * Reads and checks them.
   *
   * @param plainHosts which blob mirrors need no TLS
   */
  Request read(PlainHosts plainHosts, UsageProblems problems) {
    Optional<Duration> most =
        Optional.ofNullable(time)
            .flatMap(
                text ->
                    problems.check(
                        "--for", () -> Optional.of(Quantity.duration(text)), Optional.empty()));
    OptionalLong size =
        bytesLimit == null
            ? OptionalLong.empty()
            : problems.check(
                "--bytes-limit",
                () -> OptionalLong.of(Quantity.bytes(bytesLimit)),
                OptionalLong.empty());
    if (bytesLimit != null && !bytes) {
      problems.add("--bytes-limit: without --bytes no blob is read");
    }
    if (requests != null) {
      problems.addIfLess("--requests", requests, 1);
    }
    ImmutableListMultimap.Builder<RegistryPrefix, URI> mirrored = ImmutableListMultimap.builder();
    for (String pair : blobMirrors) {
      problems
          .check(
              "--blob-mirror",
              () -> Optional.of(Mirror.parse(pair, plainHosts)),
              Optional.<Mirror>empty())
          .ifPresent(mirror -> mirrored.put(mirror.prefix(), mirror.root()));
    }
    return new Request(
        bytes ? ProofLevel.BYTES : ProofLevel.PRESENT,
        new Budget(most, requests == null ? OptionalLong.empty() : OptionalLong.of(requests), size),
        mirrored.build());
  }

  private record Mirror(RegistryPrefix prefix, URI root) {

    static Mirror parse(String pair, PlainHosts plainHosts) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("'" + pair + "' is not PREFIX=URL");
      }
      String url = pair.substring(equals + 1);
      URI root = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      if (root.getScheme() == null
          || !root.getScheme().matches("https?")
          || root.getHost() == null
          || !Origin.of(root).isOpenTo(plainHosts)
          || root.getUserInfo() != null
          || root.getQuery() != null
          || root.getFragment() != null) {
        throw new IllegalArgumentException(
            "'" + url + "' is no https:// address without user, query and fragment");
      }
      MirrorName.of(root);
      return new Mirror(RegistryPrefix.parse(pair.substring(0, equals)), root);
    }
  }
}
