package dev.reinstate.endtoend;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.signature.AttachmentKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who attaches what to an image, and in which form. */
enum SigningTool {
  COSIGN_2_TAGS(ImmutableSet.of(AttachmentKind.SIGNATURE, AttachmentKind.ATTESTATION, AttachmentKind.SBOM)) {
    @Override
    void write(Path directory, String image) throws IOException, InterruptedException {
      Cosign cosign = Cosign.find(2, directory);
      cosign.sign(image, NAMED);
      cosign.attest(image);
      cosign.attachBill(image);
    }
  },
  COSIGN_2_REFERRERS(ImmutableSet.of(AttachmentKind.SIGNATURE, AttachmentKind.SBOM)) {
    @Override
    void write(Path directory, String image) throws IOException, InterruptedException {
      Cosign cosign = Cosign.find(2, directory);
      cosign.sign(image, NAMED, AS_REFERRER);
      cosign.attachBill(image, AS_REFERRER);
    }
  },
  COSIGN_2_BUNDLES(ImmutableSet.of(AttachmentKind.SIGNATURE, AttachmentKind.ATTESTATION)) {
    @Override
    void write(Path directory, String image) throws IOException, InterruptedException {
      Cosign cosign = Cosign.find(2, directory);
      cosign.sign(image, AS_BUNDLE);
      cosign.attest(image, AS_BUNDLE);
    }
  },
  COSIGN_3(ImmutableSet.of(AttachmentKind.SIGNATURE, AttachmentKind.ATTESTATION)) {
    @Override
    void write(Path directory, String image) throws IOException, InterruptedException {
      Cosign cosign = Cosign.find(3, directory);
      cosign.sign(image);
      cosign.attest(image);
    }
  },
  ORAS(ImmutableSet.of(AttachmentKind.SBOM)) {
    @Override
    void write(Path directory, String image) throws IOException, InterruptedException {
      OtherClient oras = OtherClient.find("oras", directory);
      Files.writeString(directory.resolve(BILL), "{\"spdxVersion\": \"SPDX-2.3\"}");
      String file = BILL + ":application/spdx+json";
      oras.succeeds(
          "attach", "--plain-http", "--artifact-type=application/spdx+json", image, file);
    }
  },
  REGCTL(ImmutableSet.of(AttachmentKind.SBOM)) {
    @Override
    void write(Path directory, String image) throws IOException, InterruptedException {
      OtherClient regctl = OtherClient.find("regctl", directory);
      Files.writeString(directory.resolve(BILL), "{\"bomFormat\": \"CycloneDX\"}");
      regctl.succeeds("registry", "set", "--tls=disabled", image.substring(0, image.indexOf('/')));
      String type = "application/vnd.cyclonedx+json";
      regctl.succeeds(
          "artifact",
          "put",
          "--subject=" + image,
          "--artifact-type=" + type,
          "--file-media-type=" + type,
          "--file=" + directory.resolve(BILL));
    }
  };

  /** What a payload calls the repository, which is reached under another name. */
  private static final String NAMED = "--sign-container-identity=us.example/prod/app";

  private static final String AS_REFERRER = "--registry-referrers-mode=oci-1-1";
  private static final String AS_BUNDLE = "--new-bundle-format";
  private static final String BILL = "bill.json";

  private final ImmutableSet<AttachmentKind> written;

  SigningTool(ImmutableSet<AttachmentKind> written) {
    this.written = written;
  }

  /** The kinds of what it attaches. */
  ImmutableSet<AttachmentKind> written() {
    return written;
  }

  /**
   * Attaches them; skips the test on a machine without the tool.
   *
   * @param directory a scratch one, where the keys are
   * @param image {@code host/path@digest}
   */
  abstract void write(Path directory, String image) throws IOException, InterruptedException;
}
