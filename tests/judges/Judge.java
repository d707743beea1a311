// Judges each PDF named on the command line against PDF/UA-1 with the veraPDF library; one line a file or fault.
import java.io.FileInputStream;
import java.io.InputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public class Judge {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        InputStream rules = PDFAParser.class.getResourceAsStream("/org/verapdf/pdfa/validation/PDFUA-1.xml");
        ValidationProfile profile = Profiles.profileFromXml(rules);
        for (String file : files) {
            try (InputStream in = new FileInputStream(file);
                    PDFAParser parser = Foundries.defaultInstance().createParser(in, profile.getPDFAFlavour())) {
                ValidationResult result = Foundries.defaultInstance().createValidator(profile, false).validate(parser);
                System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + file);
                for (TestAssertion fault : result.getTestAssertions()) {
                    if (fault.getStatus() == TestAssertion.Status.FAILED) {
                        System.out.println("  " + fault.getRuleId().getClause() + "-" + fault.getRuleId().getTestNumber()
                                + " " + fault.getMessage());
                    }
                }
            }
        }
    }
}
