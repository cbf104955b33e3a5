namespace HalloweenCostume.Local.Demo.Art;

internal enum PictureFormat { Jpeg, Png }
