package dev.reinstate.signature.sigstore;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.sigstore.json.ProtoJson;
import dev.sigstore.proto.common.v1.TimeRange;
import dev.sigstore.proto.trustroot.v1.CertificateAuthority;
import dev.sigstore.proto.trustroot.v1.TransparencyLogInstance;
import dev.sigstore.proto.trustroot.v1.TrustedRoot;
import dev.sigstore.trustroot.SigstoreConfigurationException;
import dev.sigstore.trustroot.SigstoreTrustedRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * Files that say who is trusted. Source:
 * https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto.
 */
final class TrustedRoots {

  /** Where sigstore-java and cosign keep what they last fetched, below the home directory. */
  private static final ImmutableList<String> KEPT =
      ImmutableList.of(
          ".sigstore-java/root/targets/trusted_root.json",
          ".sigstore/root/tuf-repo-cdn.sigstore.dev/targets/trusted_root.json",
          ".sigstore/root/targets/trusted_root.json");

  private TrustedRoots() {}

  static Optional<Path> kept(Path home) {
    return KEPT.stream().map(home::resolve).filter(Files::isRegularFile).findFirst();
  }

  static Trust read(Path file) throws IOException {
    try {
      TrustedRoot.Builder root = TrustedRoot.newBuilder();
      ProtoJson.parser().merge(Files.readString(file), root);
      if (root.getTlogsCount() == 0) {
        throw new IOException("it names no log");
      }
      for (TimeRange use :
          Iterables.concat(
              Iterables.transform(
                  Iterables.concat(root.getTlogsList(), root.getCtlogsList()), TrustedRoots::use),
              Iterables.transform(
                  Iterables.concat(
                      root.getCertificateAuthoritiesList(), root.getTimestampAuthoritiesList()),
                  CertificateAuthority::getValidFor))) {
        if (!use.hasStart()) {
          throw new IOException("a log or an authority does not say since when it is valid");
        }
      }
      return new Trust(SigstoreTrustedRoot.from(root));
    } catch (IOException
        | SigstoreConfigurationException
        | GeneralSecurityException
        | RuntimeException e) {
      throw new IOException(file + " is not a trusted root: " + e.getMessage(), e);
    }
  }

  private static TimeRange use(TransparencyLogInstance log) {
    return log.getPublicKey().getValidFor();
  }
}
