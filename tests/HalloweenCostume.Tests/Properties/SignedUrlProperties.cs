using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HalloweenCostume.Local.Storage;

namespace HalloweenCostume.Tests.Properties;

/// <param name="Path">As an object's.</param>
/// <param name="Expires">Unix seconds.</param>
public sealed record Signing(byte[] Key, string Path, long Expires, long SizeBytes)
{
    private const string Plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    public static Arbitrary<Signing> Any()
    {
        var segment = Gen.Elements(Plain.ToCharArray()).NonEmptyListOf().Select(letters => new string([.. letters.Take(40)]));
        return (from key in Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf(32)
                from segments in segment.ListOf(3)
                from expires in Gen.Choose(1, int.MaxValue)
                from size in Gen.Choose(1, int.MaxValue)
                select new Signing(key, $"/objects/{string.Join('/', segments)}", expires, size)).ToArbitrary();
    }
}

[Properties(Arbitrary = [typeof(Signing)], MaxTest = 40, QuietOnSuccess = true)]
public sealed class SignedUrlProperties
{
    [Property]
    public void A_link_works_until_its_second_and_with_no_bit_of_it_changed(Signing signing)
    {
        using var signer = new UrlSigner(signing.Key);
        var ends = DateTimeOffset.FromUnixTimeSeconds(signing.Expires);
        var (path, query) = Split(signer.Sign(signing.Path, ends));
        var (expires, signature) = (query["expires"], query["signature"]);
        var before = ends.AddSeconds(-1);

        Assert.True(signer.IsValid(path, expires, signature, before, out var until));
        Assert.Equal(ends, until);
        Assert.False(signer.IsValid(path, expires, signature, ends, out _));
        Assert.All(Flipped(path), other => Assert.False(signer.IsValid(other, expires, signature, before, out _)));
        Assert.All(Flipped(expires), other => Assert.False(signer.IsValid(path, other, signature, DateTimeOffset.UnixEpoch, out _)));
        Assert.All(Flipped(signature), other => Assert.False(signer.IsValid(path, expires, other, before, out _)));
    }

    [Property]
    public void An_upload_works_for_its_size_alone_and_with_no_bit_of_it_changed(Signing signing)
    {
        using var signer = new UrlSigner(signing.Key);
        var ends = DateTimeOffset.FromUnixTimeSeconds(signing.Expires);
        var (path, query) = Split(signer.SignUpload(signing.Path, signing.SizeBytes, ends));
        var (size, expires, signature) = (long.Parse(query["size"], CultureInfo.InvariantCulture), query["expires"], query["signature"]);
        var before = ends.AddSeconds(-1);

        Assert.True(signer.IsValidUpload(path, size, expires, signature, before));
        Assert.False(signer.IsValidUpload(path, size, expires, signature, ends));
        Assert.All(Flipped(path), other => Assert.False(signer.IsValidUpload(other, size, expires, signature, before)));
        Assert.All(Enumerable.Range(0, 63), bit => Assert.False(signer.IsValidUpload(path, size ^ (1L << bit), expires, signature, before)));
        Assert.All(Flipped(expires), other => Assert.False(signer.IsValidUpload(path, size, other, signature, DateTimeOffset.UnixEpoch)));
        Assert.All(Flipped(signature), other => Assert.False(signer.IsValidUpload(path, size, expires, other, before)));
    }

    [Property]
    public void A_link_to_read_is_none_to_upload_nor_the_other_way_round(Signing signing)
    {
        using var signer = new UrlSigner(signing.Key);
        var ends = DateTimeOffset.FromUnixTimeSeconds(signing.Expires);
        var (path, read) = Split(signer.Sign(signing.Path, ends));
        var (_, upload) = Split(signer.SignUpload(signing.Path, signing.SizeBytes, ends));

        Assert.False(signer.IsValidUpload(path, signing.SizeBytes, read["expires"], read["signature"], DateTimeOffset.UnixEpoch));
        Assert.False(signer.IsValid(path, upload["expires"], upload["signature"], DateTimeOffset.UnixEpoch, out _));
    }

    [Property]
    public void A_link_of_another_key_is_refused(Signing signing)
    {
        using var signer = new UrlSigner(signing.Key);
        using var other = new UrlSigner([(byte)(signing.Key[0] ^ 1), .. signing.Key[1..]]);
        var (path, query) = Split(other.Sign(signing.Path, DateTimeOffset.FromUnixTimeSeconds(signing.Expires)));

        Assert.False(signer.IsValid(path, query["expires"], query["signature"], DateTimeOffset.UnixEpoch, out _));
    }

    private static (string Path, Dictionary<string, string> Query) Split(string url)
    {
        var parts = url.Split('?');
        return (parts[0], parts[1].Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]));
    }

    /// <summary>Each text that differs in one bit of one byte, or lacks one byte.</summary>
    private static IEnumerable<string> Flipped(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var at = 0; at < bytes.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[at] ^= (byte)(1 << bit);
                yield return Encoding.Latin1.GetString(bytes);
                bytes[at] ^= (byte)(1 << bit);
            }

            yield return text.Remove(at, 1);
        }
    }
}
