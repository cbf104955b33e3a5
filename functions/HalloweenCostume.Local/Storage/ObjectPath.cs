namespace HalloweenCostume.Local.Storage;

/// <summary>Which names and files stay in the folder of the objects, whatever system and file system it lies on.</summary>
internal static class ObjectPath
{
    // With the signature's own limit in mind, and the draft's longer name in a file system's 255 bytes.
    private const int MaxLength = 400, MaxSegment = 200;

    // Windows opens a device for these, in any folder and with any extension:
    // https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    private static readonly HashSet<string> _devices = new(
        [
            "CON", "PRN", "AUX", "NUL",
            .. Enumerable.Range(0, 10).Select(number => $"COM{number}"),
            .. Enumerable.Range(0, 10).Select(number => $"LPT{number}"),
        ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Letters, digits, hyphens, underscores and dots between slashes: no name here means anything else to any system.</summary>
    public static bool IsPlain(string path) => path.Length <= MaxLength && path.Split('/').All(IsPlainSegment);

    /// <summary>Whether a symbolic link or a junction lies between the folder and the file, or is the file.</summary>
    /// <param name="root">May be, or be reached by, a link itself: that is the operator's choice.</param>
    public static bool HasLink(string root, string path)
    {
        for (var at = path; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
        {
            if (new FileInfo(at).LinkTarget is not null)
                return true;
        }

        return false;
    }

    private static bool IsPlainSegment(string segment) =>
        segment.Length is > 0 and <= MaxSegment && segment[0] != '.' && segment[^1] != '.'
        && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && !_devices.Contains(segment.Split('.')[0]);
}
