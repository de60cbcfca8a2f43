package dev.reinstate.endtoend;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.signature.AttachmentKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who attaches what to an image, and in which form. */
enum SigningTool {
  COSIGN_2_TAGS(
      ImmutableSet.of(AttachmentKind.SIGNATURE, AttachmentKind.ATTESTATION, AttachmentKind.SBOM)) {
    @Override
    Writer find(Path directory) throws IOException, InterruptedException {
      Cosign cosign = Cosign.find(2, directory);
      return image -> {
        cosign.sign(image, NAMED);
        cosign.attest(image);
        cosign.attachBill(image);
      };
    }
  },
  COSIGN_2_REFERRERS(ImmutableSet.of(AttachmentKind.SIGNATURE, AttachmentKind.SBOM)) {
    @Override
    Writer find(Path directory) throws IOException, InterruptedException {
      Cosign cosign = Cosign.find(2, directory);
      return image -> {
        cosign.sign(image, NAMED, AS_REFERRER);
        cosign.attachBill(image, AS_REFERRER);
      };
    }
  },
  COSIGN_2_BUNDLES(ImmutableSet.of(AttachmentKind.SIGNATURE, AttachmentKind.ATTESTATION)) {
    @Override
    Writer find(Path directory) throws IOException, InterruptedException {
      Cosign cosign = Cosign.find(2, directory);
      return image -> {
        cosign.sign(image, AS_BUNDLE);
        cosign.attest(image, AS_BUNDLE);
      };
    }
  },
  COSIGN_3(ImmutableSet.of(AttachmentKind.SIGNATURE, AttachmentKind.ATTESTATION)) {
    @Override
    Writer find(Path directory) throws IOException, InterruptedException {
      Cosign cosign = Cosign.find(3, directory);
      return image -> {
        cosign.sign(image);
        cosign.attest(image);
      };
    }
  },
  ORAS(ImmutableSet.of(AttachmentKind.SBOM)) {
    @Override
    Writer find(Path directory) throws IOException, InterruptedException {
      OtherClient oras = OtherClient.find("oras", directory);
      Files.writeString(directory.resolve(BILL), "{\"spdxVersion\": \"SPDX-2.3\"}");
      String file = BILL + ":application/spdx+json";
      String type = "--artifact-type=application/spdx+json";
      return image -> oras.succeeds("attach", "--plain-http", type, image, file);
    }
  },
  REGCTL(ImmutableSet.of(AttachmentKind.SBOM)) {
    @Override
    Writer find(Path directory) throws IOException, InterruptedException {
      OtherClient regctl = OtherClient.find("regctl", directory);
      Files.writeString(directory.resolve(BILL), "{\"bomFormat\": \"CycloneDX\"}");
      String type = "application/vnd.cyclonedx+json";
      return image -> {
        String host = image.substring(0, image.indexOf('/'));
        regctl.succeeds("registry", "set", "--tls=disabled", host);
        regctl.succeeds(
            "artifact",
            "put",
            "--subject=" + image,
            "--artifact-type=" + type,
            "--file-media-type=" + type,
            "--file=" + directory.resolve(BILL));
      };
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
   * The tool; skips the test on a machine without it.
   *
   * @param directory a scratch one, where the keys are
   */
  abstract Writer find(Path directory) throws IOException, InterruptedException;

  /** Attaches what it writes to an image. */
  interface Writer {

    /**
     * Attaches it all.
     *
     * @param image {@code host/path@digest}
     */
    void write(String image) throws IOException, InterruptedException;
  }
}
