using System.Globalization;

namespace HalloweenCostume.Local.Demo.Fal.Files;

/// <summary>An upload that was announced, and what came of it so far.</summary>
/// <param name="File">What it will become.</param>
internal sealed record PendingUpload(string Token, bool Multipart, StoredFile File, DateTimeOffset StartedAt)
{
    public string Path => $"/uploads/{Token}";

    public string PartFile(int number) => $"{Token}.{number.ToString(CultureInfo.InvariantCulture)}";
}
