using System.Runtime.InteropServices;

namespace HalloweenCostume.Web.Tests;

/// <summary>Another name of a file: ten times as fast as a symbolic link or a small copy. .NET 10 has no method for it.</summary>
internal static class HardLink
{
    /// <returns>False where the file system has no such links.</returns>
    public static bool Create(string path, string target) =>
        OperatingSystem.IsWindows() ? CreateHardLink(path, target, IntPtr.Zero) : Link(target, path) == 0;

    [DllImport("libc", EntryPoint = "link")]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string target, [MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport("kernel32", EntryPoint = "CreateHardLinkW", CharSet = CharSet.Unicode)]
    private static extern bool CreateHardLink(string path, string target, IntPtr security);
}
