using System.Security.Cryptography;

namespace HalloweenCostume.Functions.Storage;

/// <summary>Who the product is to Google: what it stores and reads, and what signs its URLs.</summary>
/// <param name="Email">Such as <c>pictures@my-project.iam.gserviceaccount.com</c>.</param>
internal sealed record ServiceAccount(string ProjectId, string Email, RSAParameters Key)
{
    private const string EmailEnd = ".gserviceaccount.com";

    /// <summary>For an emulator, which asks nobody who they are. Its URLs end with the process.</summary>
    public static ServiceAccount MakeUp()
    {
        using var rsa = RSA.Create(2048);
        return new("emulator", $"nobody@emulator.iam{EmailEnd}", rsa.ExportParameters(includePrivateParameters: true));
    }

    public static bool IsEmail(string text) =>
        text.EndsWith(EmailEnd, StringComparison.Ordinal)
        && text.Split('@') is [{ Length: > 0 } name, { } domain]
        && domain[0] != '.'
        && (name + domain).All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    // Never with the key: records print their members.
    public override string ToString() => Email;
}
